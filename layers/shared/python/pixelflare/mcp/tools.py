"""The tools: what each takes, and which call of the API it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from pixelflare.mcp.api import ApiRequest
from schema.mcp import CreateAnAlbum, EmbedImage, GetImage, ListAlbums, SearchImages, TransformImage, UploadImage

Arguments = TypeVar("Arguments", bound=BaseModel)


@dataclass(frozen=True)
class Tool(Generic[Arguments]):
    title: str
    description: str
    arguments: type[Arguments]
    call: Callable[[Arguments], ApiRequest]
    shown: Callable[[Any], Any] = lambda answer: answer
    """What of the API's answer an assistant has a use for."""
    is_read_only: bool = True

    def request(self, given: Mapping[str, Any]) -> ApiRequest:
        """Raises pydantic.ValidationError."""
        return self.call(self.arguments.model_validate(given))

    def definition(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.arguments.model_json_schema(),
            "annotations": {"readOnlyHint": self.is_read_only, "destructiveHint": False, "openWorldHint": False},
        }


_SUMMARY = (
    "id", "album", "filename", "title", "alt", "caption", "tags", "labels", "status", "visibility", "width", "height",
    "created_at", "cdn_url",
)  # fmt: skip


def _summary(image: Mapping[str, Any]) -> dict[str, Any]:
    return {name: image[name] for name in _SUMMARY if image.get(name) not in (None, [])}


def _hits(page: Mapping[str, Any]) -> dict[str, Any]:
    """Of a search, or of the list of images."""
    return {"images": [_summary(hit.get("image", hit)) for hit in page["data"]], "next_cursor": page["next_cursor"]}


def _given(arguments: BaseModel, *leave_out: str) -> dict[str, Any]:
    return arguments.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=set(leave_out))


def _query(arguments: BaseModel, *leave_out: str) -> dict[str, str]:
    return {name: str(value) for name, value in _given(arguments, *leave_out).items()}


def _search(asked: SearchImages) -> ApiRequest:
    """The newest images where no word is asked for, which a search has no answer to."""
    page = {"limit": str(asked.limit)} | _query(asked, "query", "limit")
    if not asked.query.strip():
        return ApiRequest("GET", "/v1/images", page)
    return ApiRequest("GET", "/v1/search", {"q": asked.query} | page)


def _albums(asked: ListAlbums) -> ApiRequest:
    return ApiRequest("GET", "/v1/albums", {"limit": str(asked.limit)} | _query(asked, "limit"))


def _transform(asked: TransformImage) -> ApiRequest:
    return ApiRequest("POST", f"/v1/images/{asked.image_id}/sign", body={"options": asked.options})


def _upload(asked: UploadImage) -> ApiRequest:
    return ApiRequest("POST", "/v1/images/from-address", body=_given(asked))


def _embed(asked: EmbedImage) -> ApiRequest:
    return ApiRequest("GET", f"/v1/images/{asked.image_id}/embed", _query(asked, "image_id"))


def _get(asked: GetImage) -> ApiRequest:
    return ApiRequest("GET", f"/v1/images/{asked.image_id}")


def _create_album(asked: CreateAnAlbum) -> ApiRequest:
    return ApiRequest("POST", "/v1/albums", body=_given(asked))


TOOLS: Mapping[str, Tool[Any]] = {
    "search_images": Tool("Search images", "Find images by words and filters.", SearchImages, _search, _hits),
    "get_image": Tool("Get an image", "An image's facts, and the addresses of all its sizes.", GetImage, _get),
    "upload_image": Tool(
        "Upload an image from an address",
        "Fetch a picture from an https address into the library. Its addresses work when `status` is `ready`: see get_image.",
        UploadImage,
        _upload,
        _summary,
        is_read_only=False,
    ),
    "embed_image": Tool(
        "Get embed code", "HTML, Markdown, BBCode, CSS and Open Graph for an image.", EmbedImage, _embed
    ),
    "transform_image": Tool(
        "Transform an image",
        "An address of an image in another size, crop, format or with effects. The image itself stays as it is.",
        TransformImage,
        _transform,
    ),
    "list_albums": Tool(
        "List albums", "Albums with their titles; search_images lists an album's images.", ListAlbums, _albums
    ),
    "create_album": Tool("Create an album", "Make an empty album.", CreateAnAlbum, _create_album, is_read_only=False),
}
