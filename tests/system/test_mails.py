"""Letters on this machine: what happens becomes a mail, and the page of mails shows it."""

import httpx

from tests.system.runtime import Runtime, User


def letters_to(runtime: Runtime, user: User) -> list[dict[str, object]]:
    assert runtime.control("drain?timeout=60")
    return [each for each in runtime.get("/_mail/letters.json").json() if f"{user.name}@example.com" in each["to"]]


def test_new_api_key_is_told_on_the_page_of_mails_and_one_click_ends_it(runtime: Runtime, user: User) -> None:
    assert user.call("GET", "/notices").json()["sends_mail"] is True
    made = user.call("POST", "/keys", {"name": "Laptop", "scopes": ["read"]})
    assert made.status_code == 201, made.text
    (letter,) = letters_to(runtime, user)
    assert (letter["subject"], letter["sender"]) == ("A new API key was created", "no-reply@example.com")
    page = runtime.get("/_mail")
    assert page.status_code == 200
    assert "A new API key was created" in page.text
    assert f"{user.name}@example.com" in page.text
    shown = runtime.get(f"/_mail/{letter['id']}")
    assert "sandbox" in shown.headers["content-security-policy"]
    assert f"{runtime.url}/app/settings/notices" in shown.text
    assert runtime.get("/_mail", host="mails.example.net").status_code == 403

    unsubscribe = dict(letter["headers"])["List-Unsubscribe"].strip("<>")
    looked = httpx.get(unsubscribe)
    assert (looked.status_code, looked.headers["location"]) == (303, "/app/settings/notices")
    assert user.call("GET", "/notices").json()["api_key_created"] is True
    clicked = httpx.post(unsubscribe, data={"List-Unsubscribe": "One-Click"}, timeout=30)
    assert (clicked.status_code, clicked.json()) == (200, {"kind": "api_key_created"})
    assert user.call("GET", "/notices").json()["api_key_created"] is False
