"""A host name of one's own on this machine: its records are in a file, and the edge serves whom the Host header names."""

from typing import Any

import pytest

from tests.photographs import photograph
from tests.system.runtime import Runtime, User


def verify(user: User, domain: dict[str, Any]) -> Any:
    assert user.call("POST", f"/custom-domains/{domain['id']}/verify").status_code == 202
    assert user.runtime.control("drain?timeout=30")
    return user.call("GET", f"/custom-domains/{domain['id']}").json()


@pytest.fixture
def image(user: User) -> dict[str, Any]:
    form = user.reserve("beach.jpg", album="trips")
    user.send(form, photograph("rocket.jpg"))
    return user.wait_for(form["imageId"])


def test_images_are_served_under_a_host_of_their_owners(runtime: Runtime, user: User, image: dict[str, Any]) -> None:
    host = f"pictures-{user.name}.localhost"
    domain = user.call("POST", "/custom-domains", {"hostname": host}).json()
    records = runtime.state / "dns.txt"
    records.write_text(
        "".join(
            f"{each['name']} {each['type'].replace('ALIAS', 'CNAME')} {each['value']}\n" for each in domain["records"]
        )
    )
    shown = [verify(user, domain) for _ in range(4)][-1]
    assert shown["status"] == "verified", shown

    under = {"host": f"{host}:8787"}
    picture = runtime.get("/trips/beach.jpg/w128", accept="image/webp", **under)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert picture.content == runtime.get(f"/{image['owner']}/trips/beach.jpg/w128", accept="image/webp").content
    link = runtime.get(f"/{image['id']}/w128", **under)
    assert (link.status_code, link.headers["location"]) == (301, "/trips/beach.jpg/w128")
    assert [runtime.get(path, **under).status_code for path in ("/", "/app/", "/api/v1/health", "/trips/gone.jpg")] == [
        404
    ] * 4

    assert user.call("PATCH", f"/images/{image['id']}", {"visibility": "private"}).status_code == 200
    assert runtime.get("/trips/beach.jpg/w128", accept="image/webp", **under).status_code == 401  # purged there, too

    assert user.call("DELETE", f"/custom-domains/{domain['id']}").status_code == 204
    assert runtime.control("drain?timeout=30")
    assert runtime.get("/trips/beach.jpg/w128", **under).headers.get("x-cache") != "Hit from cloudfront"
