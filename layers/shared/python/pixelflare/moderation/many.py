"""One decision on many images. Each has its own outcome, and they share their purges."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from pixelflare.library import CollectedPurges, outcomes
from pixelflare.moderation.decisions import decide
from pixelflare.moderation.services import ReviewServices
from schema.library.bulk import BulkResult
from schema.library.moderation_requests import DecideOnMany


def decide_on_many(
    owner: str,
    request: DecideOnMany,
    services: ReviewServices,
    *,
    actor: str,
    out_of_time: Callable[[], bool],
    now: datetime,
) -> list[BulkResult]:
    """The outcome of each image, in the requested order. If time runs out, the remaining images get
    SERVICE_UNAVAILABLE."""
    library = replace(services.library, edge=CollectedPurges(services.library.edge))
    services = replace(services, library=library)

    def act(image_id: str) -> HTTPStatus:
        decide(owner, image_id, request.decision, services, actor=actor, now=now)
        return HTTPStatus.OK

    return outcomes(request.ids, act, out_of_time=out_of_time)
