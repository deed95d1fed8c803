"""The command `pixelflare` without a server: its exit codes, its journal, its sign-in."""

import re
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pixelflare_client import ApiError, ConnectionFailed, UploadFailed
from pixelflare_client.cli.exits import Exit, exit_for
from pixelflare_client.cli.images import options_text
from pixelflare_client.cli.journal import Journal, JournalFailed, Upload
from pixelflare_client.cli.profile import Profile, keep_profile, read_profile
from pixelflare_client.cli.sign_in import SignInFailed, SigningIn
from pixelflare_client.cli.sync import album_of
from pixelflare_client.cli.transfer import Pace, may_go_on
from pixelflare_client.pictures import PICTURES
from pixelflare_client.uploads import FIRST_POLL_SECONDS
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION
from tests.assembly import ROOT

UPLOAD = Upload("https://img.example#o", "trip", "/pictures/a.jpg", "00ff")


def refusal(status: int) -> ApiError:
    return ApiError(status, "CODE", "no", {}, None)


def test_exit_codes_are_documented() -> None:
    page = (ROOT / "docs" / "clients.md").read_text().partition("<!-- exit codes")[2]

    assert [int(code) for code in re.findall(r"^\| (\d+) \|", page, re.M)] == list(Exit)


def test_exit_code_tells_what_a_caller_can_do_about_it() -> None:
    statuses = (400, 401, 403, 404, 409, 410, 412, 429, 500, 503)

    assert [int(exit_for(refusal(status))) for status in statuses] == [5, 3, 3, 4, 5, 4, 5, 6, 6, 6]
    assert exit_for(ConnectionFailed("down")) is Exit.UNREACHABLE
    assert exit_for(PermissionError("no")) is Exit.FAILED


def test_folder_is_searched_for_every_type_that_can_be_uploaded() -> None:
    assert {each.removeprefix(".") for each in PICTURES} == set(READABLE_TYPES_BY_EXTENSION)


def test_journal_keeps_the_first_key_of_a_file(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal")
    key = first.begin(UPLOAD).key
    first.reserved(UPLOAD, "img_1")
    second = Journal(tmp_path / "journal")  # of another process

    assert second.begin(UPLOAD) == first.begin(UPLOAD)
    assert (second.begin(UPLOAD).key, second.begin(UPLOAD).image_id, second.begin(UPLOAD).is_done) == (
        key,
        "img_1",
        False,
    )

    second.done(UPLOAD, "img_1")
    assert first.begin(UPLOAD).is_done


def test_journal_gives_a_refused_file_another_key(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    key = journal.begin(UPLOAD).key

    journal.forget(UPLOAD)

    assert journal.begin(UPLOAD).key != key


def test_journal_serves_threads_at_once(tmp_path: Path) -> None:
    journal, keys = Journal(tmp_path / "journal"), list[str]()
    threads = [threading.Thread(target=lambda: keys.append(journal.begin(UPLOAD).key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(keys), len(set(keys))) == (8, 1)


def test_broken_journal_is_no_empty_one(tmp_path: Path) -> None:
    (tmp_path / "journal").write_bytes(b"something else" * 100)

    with pytest.raises(JournalFailed):
        Journal(tmp_path / "journal")


@pytest.mark.parametrize(
    ("failed", "goes_on"),
    [
        (ConnectionFailed("cut"), True),
        (refusal(429), True),
        (refusal(503), True),
        (refusal(401), True),
        (refusal(409), False),
        (UploadFailed("timeout", "still processing"), True),
        (UploadFailed("corrupt", "rejected"), False),
    ],
    ids=str,
)
def test_attempt_goes_on_unless_it_was_refused(failed: ApiError, goes_on: bool) -> None:
    assert may_go_on(failed) is goes_on


def test_profile_replaces_an_open_one(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    path.write_text("{}")
    path.chmod(0o644)

    keep_profile(Profile("https://img.example", "pf_key"), path)

    assert (read_profile(path), path.stat().st_mode & 0o777) == (Profile("https://img.example", "pf_key"), 0o600)


@pytest.mark.parametrize(("name", "slug"), [("Summer Trip!", "summer-trip"), ("Größe 2", "groe-2"), ("__a__", "a")])
def test_album_is_called_as_its_folder(name: str, slug: str, tmp_path: Path) -> None:
    assert album_of(tmp_path / name) == slug


def test_options_are_written_as_in_addresses() -> None:
    assert options_text({"w": 300, "h": None, "fit": "cover"}, ["blur=3"]) == "w=300,fit=cover,blur=3"


def sign_in_pages(asked: list[dict[str, list[str]]], status: int = 200) -> httpx.Client:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(parse_qs(request.content.decode()))
        return httpx.Response(status, json={"access_token": "token"})

    return httpx.Client(transport=httpx.MockTransport(answer))


SIGN_IN = SigningIn(
    {
        "issuer": "https://pool.example",
        "client_id": "app",
        "authorization_endpoint": "https://pool.example/oauth2/authorize",
        "token_endpoint": "https://pool.example/oauth2/token",
        "revocation_endpoint": "https://pool.example/oauth2/revoke",
        "end_session_endpoint": "https://pool.example/logout",
    }
)


def test_sign_in_proves_who_began_it() -> None:
    asked: list[dict[str, list[str]]] = []
    shown = parse_qs(urlsplit(SIGN_IN.address).query)

    assert SIGN_IN.token({"state": SIGN_IN.state, "code": "c"}, sign_in_pages(asked)) == "token"

    assert (shown["code_challenge_method"], shown["state"]) == (["S256"], [SIGN_IN.state])
    assert shown["code_challenge"] != asked[0]["code_verifier"] == [SIGN_IN.verifier]


@pytest.mark.parametrize(
    "answered", [{"state": "other", "code": "c"}, {"code": "c"}, {"state": SIGN_IN.state, "error": "denied"}]
)
def test_answer_to_another_sign_in_gives_no_token(answered: dict[str, str]) -> None:
    asked: list[dict[str, list[str]]] = []

    with pytest.raises(SignInFailed):
        SIGN_IN.token(answered, sign_in_pages(asked))

    assert asked == []


def test_who_uploads_many_asks_when_an_image_may_be_ready() -> None:
    pace = Pace()
    assert pace.first_poll_seconds == FIRST_POLL_SECONDS
    for _ in range(20):
        pace.took(40.0)
    assert 29 < pace.first_poll_seconds <= 30
    for _ in range(20):  # a server that is faster now: each image is ready when it is first asked for
        pace.took(pace.first_poll_seconds)
    assert pace.first_poll_seconds < 10
    for _ in range(20):
        pace.took(3_600.0)
    assert pace.first_poll_seconds == 60
