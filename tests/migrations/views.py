"""What the owner of a library gets to see of it, in words that are the same for any library with the same content."""

from typing import Any
from urllib.parse import quote

from tests.integration.cloud import Cloud, User
from tests.migrations.library import Library

LISTS = {
    "all": "",
    "album": "album=trips",
    "tag": "tag=dog",
    "private": "visibility=private",
    "reserved": "status=reserved",
    "rejected": "status=rejected",
    "processing": "status=processing",
}
SEARCHES = (
    "beach",
    "sea",
    "dog",
    "tag:dog",
    "album:trips",
    "trips",
    "summers",
    "Example",
    "license:CC0",
    "year:2019",
    "cop*",
)


def user_of(cloud: Cloud, library: Library) -> User:
    return cloud.user(next(iter(library.users)))


def shown(cloud: Cloud, library: Library) -> dict[str, Any]:
    """By the names of the questions."""
    user = user_of(cloud, library)
    labels = {image_id: label for label, image_id in library.images.items()}

    def ask(path: str, query: str = "") -> Any:
        answer = user.call("GET", path, query=query)
        assert answer.status == 200, (path, query, answer)
        return answer.body

    def named(found: Any) -> list[str]:
        return sorted(labels[each["id"]] for each in found["data"])

    def found_by(page: Any) -> list[str]:
        return sorted(labels[each["image"]["id"]] for each in page["data"])

    seen: dict[str, Any] = {f"list {name}": named(ask("/v1/images", query)) for name, query in LISTS.items()}
    seen |= {f"search {text}": found_by(ask("/v1/search", f"q={quote(text)}")) for text in SEARCHES}
    seen["bin"] = named(ask("/v1/images", "deleted=true"))
    seen["similar"] = found_by(ask(f"/v1/images/{library.images['public']}/similar"))
    for kind in ("same", "alike"):
        groups = ask("/v1/duplicates", f"kind={kind}")["data"]
        seen[f"duplicates {kind}"] = [sorted(labels[each["id"]] for each in group["images"]) for group in groups]
    seen["tags"] = {each["tag"]: each["count"] for each in ask("/v1/tags")["data"]}
    seen["albums"] = [each["slug"] for each in ask("/v1/albums")["data"]]
    seen["months"] = ask("/v1/images/months")["images"]
    seen["usage"] = {name: ask("/v1/usage")[name] for name in ("images", "bin_images")}
    seen["bytes"] = ask("/v1/usage")["storage"]
    seen["uploads"] = sum(ask("/v1/usage")["uploads"].values())
    seen["receipts"] = _receipts(cloud, user, labels)
    seen["notices"] = ask("/v1/notices")["knows_address"]
    seen["keys"] = sorted((each["name"], each["revoked_at"] is None) for each in ask("/v1/keys")["data"])
    seen["settings"] = ask("/v1/settings")["default_album"]
    seen["images"] = {label: _told(user, image_id) for label, image_id in library.images.items()}
    seen["viewers"] = {label: _viewed(cloud, user, image_id) for label, image_id in library.images.items()}
    return seen


_TOLD = (
    "status",
    "visibility",
    "album",
    "filename",
    "width",
    "height",
    "size_bytes",
    "alt",
    "license",
    "tags",
    "exif",
    "colors",
)


def _receipts(cloud: Cloud, user: User, labels: dict[str, str]) -> dict[str, str]:
    """The bytes that each image is charged for. What was done once, nobody has written down in the first release."""
    partition = f"CR#{user.call('GET', '/v1/me').body['owner']}"
    rows = [row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"] == partition]
    return {labels[row["sk"]["S"]]: row["bytes"]["N"] for row in rows}


def _told(user: User, image_id: str) -> dict[str, Any] | None:
    answer = user.call("GET", f"/v1/images/{image_id}")
    return {name: answer.body[name] for name in _TOLD} if answer.status == 200 else None


def _viewed(cloud: Cloud, user: User, image_id: str) -> list[int]:
    """What viewers get of its original and of a preset, and by its short link."""
    answer = user.call("GET", f"/v1/images/{image_id}")
    if answer.status != 200:
        return []
    path = f"/{answer.body['owner']}/{answer.body['album_slug']}/{answer.body['filename']}"
    asked = [cloud.cdn(path), cloud.cdn(f"{path}/w512.webp"), cloud.link(f"/i/{image_id}")]
    return [each.status for each in asked]
