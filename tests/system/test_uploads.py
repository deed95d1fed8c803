"""Large and small ways to send a picture, over HTTP, with signatures that are checked; and the original back again."""

from typing import Any

import httpx
import pytest

from tests.photographs import night_jpeg, photograph
from tests.system.openapi import check_against_document
from tests.system.runtime import Runtime, User


@pytest.fixture(scope="module")
def large() -> bytes:
    return night_jpeg()


def part_of(body: bytes, number: int, upload: dict[str, Any]) -> bytes:
    return body[(number - 1) * upload["part_size"] : number * upload["part_size"]]


def address_of(user: User, image_id: str, number: int, size: int) -> dict[str, Any]:
    answer = user.call("POST", f"/images/{image_id}/multipart/parts", {"part_number": number, "size_bytes": size})
    assert answer.status_code == 200, answer.text
    return answer.json()


def download(user: User, image_id: str, accept: str) -> httpx.Response:
    answer = httpx.get(
        f"{user.runtime.url}/api/v1/images/{image_id}/download",
        headers={"X-Mock-Auth": user.name, "Accept": accept},
    )
    check_against_document(answer)
    return answer


def test_fifty_megabytes_come_in_parts_and_go_out_as_they_came(user: User, large: bytes) -> None:
    image_id = user.reserve("night.jpg", size_bytes=len(large), visibility="private")["imageId"]
    upload = user.call("POST", f"/images/{image_id}/multipart").json()
    for number in range(1, upload["parts"] + 1):
        part = part_of(large, number, upload)
        address = address_of(user, image_id, number, len(part))
        assert httpx.put(address["url"], content=part, headers=address["headers"], timeout=60).status_code == 200
        if number == 3:  # another tab looks how far it is
            again = user.call("POST", f"/images/{image_id}/multipart").json()
            assert [each["part_number"] for each in again["received"]] == [1, 2, 3]

    assert user.call("POST", f"/images/{image_id}/multipart/complete").status_code == 202
    assert user.call("POST", f"/images/{image_id}/multipart/complete").status_code == 202
    image = user.wait_for(image_id, seconds=180)  # 48 megapixels of noise, on a machine that may be busy

    assert (image["status"], image["size_bytes"]) == ("ready", len(large))
    assert httpx.get(download(user, image_id, "application/json").json()["url"], timeout=60).content == large


def test_part_of_another_length_or_under_another_address_is_refused(user: User) -> None:
    image_id = user.reserve("big.jpg", size_bytes=20_000_000)["imageId"]
    upload = user.call("POST", f"/images/{image_id}/multipart").json()
    address = address_of(user, image_id, 1, upload["part_size"])
    whole = b"x" * upload["part_size"]

    assert httpx.put(address["url"], content=whole[:-1]).status_code == 403
    assert httpx.put(address["url"], content=whole + b"x").status_code == 403
    assert httpx.put(address["url"].replace("partNumber=1", "partNumber=2"), content=whole).status_code == 403
    assert httpx.put(address["url"], content=whole).status_code == 200
    received = user.call("GET", f"/images/{image_id}/multipart").json()["received"]
    assert received == [{"part_number": 1, "size_bytes": len(whole)}]
    assert user.call("DELETE", f"/images/{image_id}/multipart").status_code == 204


def test_small_picture_is_put_with_nothing_but_its_token(runtime: Runtime, user: User) -> None:
    rocket = photograph("rocket.jpg")
    form = user.reserve("small.jpg")

    refused = httpx.put(form["direct_url"][:-1], content=rocket, headers={"Content-Type": "image/jpeg"})
    taken = httpx.put(form["direct_url"], content=rocket, headers={"Content-Type": "image/jpeg"})
    again = httpx.put(form["direct_url"], content=rocket, headers={"Content-Type": "image/jpeg"})

    assert form["direct_url"].startswith(runtime.url)
    assert [answer.status_code for answer in (refused, taken, again)] == [401, 201, 409]
    assert user.wait_for(form["imageId"])["status"] == "ready"


def test_download_leads_a_browser_to_the_file(user: User) -> None:
    rocket = photograph("rocket.jpg")
    image = user.upload(rocket, "Über uns.jpg")

    redirect = download(user, image["id"], "text/html,*/*")
    answer = httpx.get(redirect.headers["location"])

    assert redirect.status_code == 302
    assert answer.content == rocket
    assert "filename*=UTF-8''%C3%9Cber%20uns.jpg" in answer.headers["content-disposition"]


def test_fifty_pictures_are_reserved_at_once(user: User) -> None:
    answer = user.call("POST", "/images", {"images": [{"filename": f"{n % 49}.jpg"} for n in range(50)]})

    assert [each["status"] for each in answer.json()["results"]] == [201] * 49 + [409]
    assert user.send(answer.json()["results"][48]["form"], photograph("rocket.jpg")).status_code == 201
