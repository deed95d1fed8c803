"""A small library with everything that a release can have: written through the public API only, and by the consumers.

So it runs on any release, also on the first one, whose tests have the same `Cloud` and `User`.
"""

import time
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image, ImageDraw

from tests.integration.cloud import Cloud, User

PARTS = 12 * 1024 * 1024
"""Bytes of an upload in parts, of which none has come."""
_ORIENTATION, _MAKE, _IFD, _TAKEN = 0x0112, 0x010F, 0x8769, 0x9003
_SOON = 61
"""Seconds until an image expires: a minute is the least."""


class Library(NamedTuple):
    users: dict[str, str]
    """The owner of each user's name."""
    images: dict[str, str]
    """The id of each image, by what it is an example of."""
    api_key: str
    """The text of the owner's live key, which works nowhere but on these records."""


def picture(number: int, *, orientation: int = 1, taken: str | None = None, quality: int = 85) -> bytes:
    """A JPEG of 96 by 64 pixels that looks like no other number's."""
    drawn = Image.new("RGB", (96, 64), (20 * number % 256, 90, 200))
    pen = ImageDraw.Draw(drawn)
    for place in range(6):
        left, top = (37 * number + 23 * place) % 80, (19 * number + 11 * place) % 50
        pen.rectangle((left, top, left + 14, top + 12), fill=(40 * place, 255 - 30 * place, 13 * number % 256))
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_MAKE] = orientation, "Example"
    if taken:
        exif.get_ifd(_IFD)[_TAKEN] = taken
    out = BytesIO()
    drawn.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def write(cloud: Cloud, *, names: tuple[str, str]) -> Library:
    """The library of the first user has everything, that of the second one image."""
    user, other = map(cloud.user, names)
    owners = {name: cloud.user(name).call("GET", "/v1/me").body["owner"] for name in names}
    _profile(user, handle=f"first-{names[0][-4:]}")
    key = _keys(user)
    images = _shown(cloud, user) | _on_their_way(cloud, user) | _left(cloud, user)
    images["of another owner"] = other.upload(picture(40), "theirs.jpg", tags=["dog"])["id"]
    return Library(owners, images, key)


def _done(answer: Any, status: int = 200) -> Any:
    assert answer.status == status, answer
    return answer.body


def _profile(user: User, *, handle: str) -> None:
    _done(user.call("PATCH", "/v1/me", {"handle": f"{handle}-before", "display_name": "Ada"}))
    _done(user.call("PATCH", "/v1/me", {"handle": handle}))
    _done(user.call("PUT", "/v1/settings", {"default_album": "inbox", "theme": "dark"}))
    _done(
        user.call("POST", "/v1/albums", {"slug": "trips", "title": "Trips to the sea", "description": "Summers."}), 201
    )
    _done(user.call("POST", "/v1/albums", {"slug": "empty", "title": "Nothing yet"}), 201)
    _done(user.call("POST", "/v1/tags", {"tag": "dog", "color": "#aa5500", "description": "Ours"}), 201)
    _done(user.call("POST", "/v1/tags", {"tag": "given-up"}), 201)
    _done(user.call("DELETE", "/v1/tags/given-up"), 204)


def _keys(user: User) -> str:
    made = _done(user.call("POST", "/v1/keys", {"name": "script", "scopes": ["write"]}), 201)
    revoked = _done(user.call("POST", "/v1/keys", {"name": "lost", "scopes": ["read"]}), 201)
    _done(user.call("DELETE", f"/v1/keys/{revoked['key_id']}"), 204)
    _done(user.call("PUT", "/v1/vendor-keys/thumbor", {"secret": "an example"}), 200)
    return str(made["key"])


def _shown(cloud: Cloud, user: User) -> dict[str, str]:
    """Ready images that somebody can look at."""
    turned = picture(1, orientation=6, taken="2019:07:14 18:30:00")
    public = user.upload(turned, "beach.jpg", album="trips", tags=["dog", "sea"], alt="A dog at the sea", license="CC0")
    copy = user.upload(turned, "copy.jpg", album="trips", visibility="unlisted", tags=["dog"])
    smaller = picture(1, orientation=6, taken="2019:07:14 18:30:00", quality=60)
    alike = user.upload(smaller, "alike.jpg", album="trips")
    private = user.upload(picture(2), "secret.jpg", visibility="private", tags=["dog"])
    lasting = user.upload(picture(3), "until-2099.jpg", expires_at="2099-01-01T00:00:00Z")
    moved = user.upload(picture(4), "before.jpg", album="trips")
    _done(user.call("PATCH", f"/v1/images/{moved['id']}", {"filename": "after.jpg", "album": "inbox"}))
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    path = f"/{public['owner']}/trips/beach.jpg"
    for variant in ("w=256,q=50.jpg", "w256.jpg", "w256.avif"):
        assert cloud.cdn(f"{path}/{variant}").status == 200, variant
    return {
        "public": public["id"],
        "copy": copy["id"],
        "alike": alike["id"],
        "private": private["id"],
        "expiring": lasting["id"],
        "moved": moved["id"],
    }


def _on_their_way(cloud: Cloud, user: User) -> dict[str, str]:
    """Uploads that have not come to an end."""
    reserved = user.reserve("reserved.jpg", tags=["sea"])["imageId"]
    in_parts = user.reserve("large.jpg", size_bytes=PARTS)["imageId"]
    _done(user.call("POST", f"/v1/images/{in_parts}/multipart"))
    rejected = user.reserve("no-picture.jpg", tags=["dog"])
    assert cloud.deliver("upload_consumer", user.post_form(rejected, b"no picture at all")) == []
    processing = user.reserve("processing.jpg", tags=["dog"])
    assert cloud.deliver("upload_consumer", user.post_form(processing, picture(5))) == []
    assert list(cloud.messages()), "the presets were asked for, and that message is lost here"
    return {
        "reserved": reserved,
        "reserved in parts": in_parts,
        "rejected": rejected["imageId"],
        "processing": processing["imageId"],
    }


def _left(cloud: Cloud, user: User) -> dict[str, str]:
    """Images that are in the bin, that have expired, and whose earlier state could not be taken from viewers."""
    binned = user.upload(picture(6), "binned.jpg", tags=["dog"])
    _done(user.call("DELETE", f"/v1/images/{binned['id']}"), 204)
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + _SOON))
    expired = user.upload(picture(7), "expired.jpg", expires_at=soon)
    stale = user.upload(picture(8), "stale.jpg", album="trips")
    _somebody_writes_for_ever(cloud, stale["id"])
    assert user.call("PATCH", f"/v1/images/{stale['id']}", {"visibility": "private"}).status == 503
    list(cloud.messages())
    return {"binned": binned["id"], "expired": expired["id"], "stale": stale["id"]}


def _somebody_writes_for_ever(cloud: Cloud, image_id: str) -> None:
    """A lease that is not given back, so that who hides the image loses patience."""
    until = {"N": str(int((time.time() + 900) * 1000))}
    row = {"pk": {"S": f"LS#{image_id}"}, "sk": {"S": "w"}, "holder": {"S": "w"}, "until": until}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["EPHEMERAL_TABLE"], Item=row)
