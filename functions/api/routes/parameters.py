"""What several routes take, and how long they may take for it."""

from collections.abc import Callable
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from functions.api.services import ApiCall
from schema import budgets
from schema.limits import MAX_PAGE_SIZE
from schema.types import ImageId, Tag
from schema.webhooks import WebhookId

_LAST_PIECE_MS = budgets.LAST_PIECE.total_seconds() * 1000

AnImageId = Annotated[ImageId, Path(description="The image's id: img_ and a ULID")]
AWebhookId = Annotated[WebhookId, Path(description="The webhook's id: hook_ and a ULID")]
ATag = Annotated[Tag, Path(description="The tag itself")]
PageSize = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="How many at most")]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before")]


def out_of_time(call: ApiCall) -> Callable[[], bool]:
    """Whether it is better to begin nothing more in the request under way."""
    return lambda: call.remaining_milliseconds < _LAST_PIECE_MS
