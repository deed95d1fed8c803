"""A text watermark in letters that the font lacks is refused by name, before it is signed for."""

from tests.integration.cloud import User
from tests.photographs import photograph


def test_letters_that_can_not_be_drawn_are_named(user: User) -> None:
    image = user.upload(photograph("rocket.jpg"))
    answer = user.call("POST", f"/v1/images/{image['id']}/sign", {"options": "w=300,wmt=R3LDvMOfZQ"})
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert "no letters to draw üß with" in answer.body["error"]["message"]
