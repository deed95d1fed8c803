"""Many reservations with one request, each with its own outcome."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pixelflare.aws.objects import UploadTicket
from pixelflare.base.errors import AppError, not_valid
from schema.library.image_requests import CreateImage
from schema.library.images import Image

_Request = TypeVar("_Request", bound=BaseModel)
Reserve = Callable[[CreateImage], tuple[Image, UploadTicket]]


@dataclass(frozen=True)
class Reserved:
    image: Image
    ticket: UploadTicket


def reserve_each(requests: Sequence[Any], reserve: Reserve) -> Iterator[Reserved | AppError]:
    """The outcome of each, in the requested order. If two want the same path, the first one gets it."""
    for request in requests:
        try:
            yield Reserved(*reserve(read_request(CreateImage, request)))
        except AppError as refused:
            yield refused


def read_request(model: type[_Request], request: Any, *, within: str = "") -> _Request:
    """The request as that model. Raises InvalidRequest with the problems and their places, below `within`."""
    try:
        return model.model_validate(request)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_context=False, include_input=False)
        raise not_valid([(_place(within, problem["loc"]), problem["msg"]) for problem in found]) from invalid


def _place(within: str, location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in ([within] if within else []) + list(location))
