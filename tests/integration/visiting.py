"""Users who are invited to albums of others."""

from typing import Any
from uuid import uuid4

from tests.integration.cloud import Cloud, User
from tests.photographs import photograph


def with_handle(cloud: Cloud, name: str) -> tuple[User, str]:
    """A user, and the handle by which others invite them."""
    user, handle = cloud.user(f"{name}-{uuid4().hex}"), f"{name}-{uuid4().hex[:10]}"
    assert user.call("PATCH", "/v1/me", {"handle": handle, "display_name": name.title()}).status == 200
    return user, handle


def invite(owner: User, to: str, album: str = "trip", **wishes: Any) -> Any:
    answer = owner.call("POST", f"/v1/albums/{album}/members", {"to": to, **wishes})
    assert answer.status == 201, answer
    return answer.body


def join(owner: User, guest: User, handle: str, album: str = "trip", **wishes: Any) -> str:
    """The id under which the guest sees the album from now on."""
    invited = str(invite(owner, handle, album, **wishes)["id"])
    accepted = guest.call("POST", f"/v1/invitations/{invited}/accept")
    assert accepted.status == 200, accepted
    return invited


def add(cloud: Cloud, guest: User, shared_id: str, body: bytes, filename: str = "mine.jpg") -> Any:
    """The picture that the guest has added, when it is ready."""
    answer = guest.call("POST", f"/v1/shared/{shared_id}/images", {"filename": filename})
    assert answer.status == 201, answer
    form = {"uploadUrl": answer.body["upload_url"], "fields": answer.body["fields"]}
    cloud.deliver("upload_consumer", guest.post_form(form, body))
    for message in cloud.messages():
        assert cloud.deliver("variant_consumer", message) == []
    return guest.call("GET", f"/v1/shared/{shared_id}/images/{answer.body['image']['id']}").body


def share_with_each_other(cloud: Cloud, owner: User) -> None:
    """All that members of albums do."""
    guest, handle = with_handle(cloud, "guest")
    owner.upload(photograph("rocket.jpg"), "shown.jpg", album="trip", visibility="private")
    shared_id = join(owner, guest, handle, role="contributor")
    image = add(cloud, guest, shared_id, photograph("rocket.jpg"))
    assert guest.call("DELETE", f"/v1/shared/{shared_id}/images/{image['id']}").status == 204
    assert guest.call("GET", "/v1/shared").status == 200
    assert guest.call("DELETE", f"/v1/shared/{shared_id}").status == 204
    declined = invite(owner, handle)
    assert guest.call("DELETE", f"/v1/invitations/{declined['id']}").status == 204
