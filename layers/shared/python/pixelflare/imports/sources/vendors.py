"""Libraries of other vendors, by their public list APIs.

Cloudinary: https://cloudinary.com/documentation/admin_api#get_resources
Cloudflare Images: https://developers.cloudflare.com/api/resources/images/subresources/v2/methods/list/
ImageKit: https://imagekit.io/docs/api-reference/digital-asset-management-dam/list-and-search-assets
"""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode

from pixelflare.base.errors import SourceFailed
from pixelflare.imports.sources.source import (
    MAX_BYTES,
    MAX_LIST_BYTES,
    Found,
    Listed,
    album_of,
    filename_of,
    tags_of,
    text_of,
)
from pixelflare.outgoing import OutgoingClient
from schema.library.imports import Wanted
from schema.limits import MAX_ALT_LENGTH, MAX_TITLE_LENGTH

_PAGE = 500
_CLOUDFLARE_PAGE = 1000


class _Vendor:
    def __init__(self, outgoing: OutgoingClient, *, authorization: str) -> None:
        self._outgoing, self._authorization = outgoing, authorization

    def fetch(self, address: str) -> bytes:
        return self._outgoing.get(address, most_bytes=MAX_BYTES).body

    def _ask(self, address: str, **query: Any) -> Any:
        asked = f"{address}?{urlencode({name: value for name, value in query.items() if value != ''})}"
        answer = self._outgoing.get(asked, most_bytes=MAX_LIST_BYTES, authorization=self._authorization)
        try:
            return json.loads(answer.body)
        except ValueError as problem:
            raise SourceFailed("the vendor's list is no JSON") from problem


class Cloudinary(_Vendor):
    """Folders become albums, `alt` and `caption` of the context the image's texts."""

    def __init__(self, outgoing: OutgoingClient, *, cloud_name: str, api_key: str, api_secret: str) -> None:
        super().__init__(outgoing, authorization=_basic(api_key, api_secret))
        self._list = f"https://api.cloudinary.com/v1_1/{cloud_name}/resources/image/upload"

    def listed(self, place: str) -> Listed:
        page = self._ask(self._list, max_results=_PAGE, tags="true", context="true", next_cursor=place)
        return Listed(_each(page, "resources", _of_cloudinary), str(page.get("next_cursor") or ""))


class Cloudflare(_Vendor):
    """Its pictures have no folders. The bytes are the untouched ones, which need the token."""

    def __init__(self, outgoing: OutgoingClient, *, account_id: str, api_token: str) -> None:
        super().__init__(outgoing, authorization=f"Bearer {api_token}")
        self._account = f"https://api.cloudflare.com/client/v4/accounts/{account_id}/images"

    def listed(self, place: str) -> Listed:
        page = self._ask(f"{self._account}/v2", per_page=_CLOUDFLARE_PAGE, continuation_token=place)
        result = page.get("result") if isinstance(page, dict) else None
        return Listed(_each(result, "images", self._found), str((result or {}).get("continuation_token") or ""))

    def fetch(self, address: str) -> bytes:
        return self._outgoing.get(address, most_bytes=MAX_BYTES, authorization=self._authorization).body

    def _found(self, image: dict[str, Any]) -> Found:
        blob = f"{self._account}/v1/{quote(str(image['id']), safe='')}/blob"
        public = next(iter(image.get("variants") or ()), "").rpartition("/")[0]
        name = str(image.get("filename") or image["id"]).rpartition("/")[2]
        wanted = Wanted(filename=filename_of(name), title=text_of(_meta(image, "title"), most=MAX_TITLE_LENGTH))
        return Found(public or blob, wanted, fetch_from=blob)


class ImageKit(_Vendor):
    """Folders become albums. The bytes are the original's, and not what its settings make of them."""

    _LIST = "https://api.imagekit.io/v1/files"

    def __init__(self, outgoing: OutgoingClient, *, private_key: str) -> None:
        super().__init__(outgoing, authorization=_basic(private_key, ""))

    def listed(self, place: str) -> Listed:
        page = self._ask(self._LIST, type="file", fileType="image", limit=_PAGE, skip=place or "0")
        found = _each({"files": page}, "files", _of_imagekit)
        return Listed(found, str(int(place or 0) + len(page)) if len(page) == _PAGE else "")


def _each(page: Any, name: str, found: Any) -> list[Found]:
    entries = page.get(name) if isinstance(page, dict) else None
    if not isinstance(entries, list):
        raise SourceFailed("the vendor's list has another form than its documentation says")
    try:
        return [found(entry) for entry in entries]
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise SourceFailed("an entry of the vendor's list has another form than its documentation says") from problem


def _of_cloudinary(entry: dict[str, Any]) -> Found:
    folder, _, name = str(entry["public_id"]).rpartition("/")
    texts = (entry.get("context") or {}).get("custom") or {}
    wanted = Wanted(
        filename=filename_of(f"{name}.{entry['format']}" if entry.get("format") else name),
        album=album_of(str(entry.get("asset_folder") or folder)),
        title=text_of(texts.get("caption"), most=MAX_TITLE_LENGTH),
        alt=text_of(texts.get("alt"), most=MAX_ALT_LENGTH),
        tags=tags_of(entry.get("tags")),
    )
    return Found(str(entry["secure_url"]), wanted)


def _of_imagekit(entry: dict[str, Any]) -> Found:
    folder = str(entry["filePath"]).rpartition("/")[0]
    wanted = Wanted(filename=filename_of(str(entry["name"])), album=album_of(folder), tags=tags_of(entry.get("tags")))
    address = str(entry["url"])
    return Found(address, wanted, fetch_from=f"{address}{'&' if '?' in address else '?'}tr=orig-true")


def _meta(image: dict[str, Any], name: str) -> object:
    meta = image.get("meta")
    return meta.get(name) if isinstance(meta, dict) else None


def _basic(name: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"
