"""Private images and albums, shown to others and taken back."""

from uuid import uuid4

from tests.integration.cloud import Cloud, User
from tests.photographs import photograph


def share_an_album(cloud: Cloud, user: User) -> None:
    """With a private picture, for which the page signs an address."""
    user.upload(photograph("rocket.jpg"), "shared.jpg", visibility="private")
    shared = user.call("POST", "/v1/albums/default/shares", {}).body
    assert cloud.gallery("GET", f"/s/{shared['url'].rpartition('/')[2]}").status == 200
    assert user.call("DELETE", f"/v1/shares/{shared['id']}").status == 204
    show_a_profile(cloud, user)


def show_a_profile(cloud: Cloud, user: User) -> None:
    handle = f"h-{uuid4().hex[:12]}"
    assert (
        user.call("PATCH", "/v1/me", {"handle": handle, "public_profile": True, "profile_albums": ["default"]}).status
        == 200
    )
    assert cloud.gallery("GET", f"/u/{handle}").status == 200
    assert cloud.gallery("POST", "/report", form=f"address=/u/{handle}&category=other").status == 200


def hide_and_share(cloud: Cloud, user: User) -> None:
    image = user.upload(photograph("rocket.jpg"), "f.jpg", visibility="private")
    path = f"/v1/images/{image['id']}"
    assert user.call("POST", f"{path}/access-token").status == 200
    assert cloud.cdn(f"/p/{image['id']}.jpg/w128.avif").status == 200
    for fields in ({"filename": "g.jpg"}, {"visibility": "public"}):
        assert user.call("PATCH", path, fields).status == 200
    assert cloud.cdn(f"/{image['owner']}/default/f.jpg").status == 301
