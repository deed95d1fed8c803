"""Imports from other vendors' libraries, whose list APIs are played as their documentation describes them."""

from typing import Any

import pytest

from pixelflare.imports import work
from tests.integration.cloud import Cloud, User
from tests.integration.importing import Vendor, arrived, as_json, basic, begin, finish, items, shown
from tests.photographs import photograph

CLOUDINARY = "https://api.cloudinary.com/v1_1/demo/resources/image/upload"
CLOUDFLARE = "https://api.cloudflare.com/client/v4/accounts/acc1/images"
IMAGEKIT = "https://api.imagekit.io/v1/files"


@pytest.fixture
def vendor(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    played = Vendor()
    monkeypatch.setattr(cloud.services("import_consumer"), "outgoing", played)
    monkeypatch.setattr(work, "_FIRST_PAUSE", work.timedelta())
    cloud.forget_messages()
    return played


def by_name(cloud: Cloud, user: User) -> dict[str, dict[str, Any]]:
    return {image["filename"]: image for image in arrived(cloud, user)}


def test_cloudinary_gives_folders_texts_and_tags_page_by_page(cloud: Cloud, user: User, vendor: Vendor) -> None:
    pages = {
        "": {
            "resources": [
                {
                    "public_id": "trips/summer/beach",
                    "format": "jpg",
                    "asset_folder": "Trips/Summer",
                    "secure_url": "https://res.cloudinary.com/demo/image/upload/v1/trips/summer/beach.jpg",
                    "tags": ["Sea Side", "2024"],
                    "context": {"custom": {"alt": "A beach", "caption": "The beach"}},
                }
            ],
            "next_cursor": "n2",
        },
        "n2": {
            "resources": [
                {"public_id": "logo", "format": "png", "secure_url": "https://res.cloudinary.com/demo/logo.png"}
            ]
        },
    }
    vendor.gives(
        CLOUDINARY, lambda query: as_json(pages[query.get("next_cursor", "")]), wants=basic("123", "top-secret")
    )
    vendor.gives("https://res.cloudinary.com/demo/image/upload/v1/trips/summer/beach.jpg", photograph("rocket.jpg"))
    vendor.gives("https://res.cloudinary.com/demo/logo.png", photograph("coffee.png"))
    source = {"kind": "cloudinary", "cloud_name": "demo", "api_key": "123", "api_secret": "top-secret"}
    job = begin(user, source)
    finish(cloud)
    assert shown(user, job)["imported"] == 2
    found = by_name(cloud, user)
    beach, logo = found["beach.jpg"], found["logo.png"]
    assert (beach["album"], beach["title"], beach["alt"]) == ("trips-summer", "The beach", "A beach")
    assert (beach["tags"], logo["album"]) == (["2024", "sea-side"], "default")
    assert "top-secret" not in str(vendor.asked)


def test_cloudflare_gives_the_untouched_bytes_for_its_token(cloud: Cloud, user: User, vendor: Vendor) -> None:
    public = "https://imagedelivery.net/hash/shop%2Fa/public"
    first = {"id": "shop/a", "filename": "shoe.jpg", "variants": [public], "meta": {"title": "A shoe"}}
    pages = {
        "": {"result": {"images": [first], "continuation_token": "c2"}},
        "c2": {"result": {"images": [{"id": "b", "filename": None, "variants": []}], "continuation_token": ""}},
    }
    bearer = "Bearer token-1"
    vendor.gives(f"{CLOUDFLARE}/v2", lambda query: as_json(pages[query.get("continuation_token", "")]), wants=bearer)
    vendor.gives(f"{CLOUDFLARE}/v1/shop%2Fa/blob", photograph("rocket.jpg"), wants=bearer)
    vendor.gives(f"{CLOUDFLARE}/v1/b/blob", photograph("coffee.png"), wants=bearer)
    begin(user, {"kind": "cloudflare", "account_id": "acc1", "api_token": "token-1"})
    finish(cloud)
    found = by_name(cloud, user)
    assert found["shoe.jpg"]["title"] == "A shoe"
    assert found["shoe.jpg"]["imported_from"] == "https://imagedelivery.net/hash/shop%2Fa"
    assert "b.png" in found  # without a name, the bytes say what it is


def test_imagekit_gives_the_original_and_not_what_it_makes_of_it(cloud: Cloud, user: User, vendor: Vendor) -> None:
    address = "https://ik.imagekit.io/demo/trips/beach.jpg"
    entry = {"name": "beach.jpg", "filePath": "/trips/beach.jpg", "url": address, "tags": None}
    vendor.gives(IMAGEKIT, as_json([entry]), wants=basic("private_key", ""))
    vendor.gives(address, photograph("rocket.jpg"))
    begin(user, {"kind": "imagekit", "private_key": "private_key"})
    finish(cloud)
    assert vendor.asked[-1] == f"{address}?tr=orig-true"
    image = by_name(cloud, user)["beach.jpg"]
    assert (image["album"], image["imported_from"]) == ("trips", address)


def test_wrong_credentials_end_the_import_at_once_with_the_reason(cloud: Cloud, user: User, vendor: Vendor) -> None:
    vendor.gives(IMAGEKIT, as_json([]), wants=basic("right", ""))
    job = begin(user, {"kind": "imagekit", "private_key": "wrong"})
    finish(cloud)
    job = shown(user, job)
    assert (job["state"], job["problem"], len(vendor.asked)) == ("failed", "the vendor answers 401", 1)


@pytest.mark.parametrize("page", [b"no json", b"{}", b'[{"name": 1}]', b'{"resources": 7}'])
def test_list_of_another_form_fails_after_three_times_and_goes_on_when_asked(
    cloud: Cloud, user: User, vendor: Vendor, page: bytes
) -> None:
    vendor.gives(IMAGEKIT, page, wants=basic("k", ""))
    job = begin(user, {"kind": "imagekit", "private_key": "k"})
    finish(cloud)
    assert (shown(user, job)["state"], len(vendor.asked)) == ("failed", 3)
    vendor.gives(IMAGEKIT, as_json([]), wants=basic("k", ""))
    assert user.call("POST", f"/v1/imports/{job['id']}/retry").body["state"] == "listing"
    finish(cloud)
    assert (shown(user, job)["state"], items(user, job)) == ("done", [])
