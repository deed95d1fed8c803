"""The guarded client against a server of its own: what it fetches, and what it never connects to."""

import ipaddress
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from pixelflare.base.errors import InvalidRequest, PayloadTooLarge, SourceFailed
from pixelflare.outgoing import OutgoingClient, is_public
from pixelflare.outgoing.networks import IpAddress
from tests.source import HOST, Answer, Source, gives, leads, source

HERE = ipaddress.ip_address("127.0.0.1")


@pytest.fixture
def answers() -> dict[str, Answer]:
    return {}


@pytest.fixture
def served(tmp_path: Path, answers: dict[str, Answer]) -> Iterator[Source]:
    with source(tmp_path, answers) as found:
        yield found


class Names:
    """A resolver with names of its own, which counts how often it is asked."""

    def __init__(self, **known: str) -> None:
        self.known = {HOST: ["127.0.0.1"]} | {name: places.split() for name, places in known.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[IpAddress]:
        self.asked.append(host)
        if host not in self.known:
            raise OSError("Name or service not known")
        return [ipaddress.ip_address(each) for each in self.known[host]]


def client(served: Source, names: Names | None = None, *, seconds: float = 10.0) -> OutgoingClient:
    """One that may also ask the test's own server."""
    return OutgoingClient(
        lookup=names or Names(),
        is_allowed=lambda address: address == HERE or is_public(address),
        tls=served.tls,
        port=served.port,
        seconds=seconds,
    )


def test_bytes_come_as_they_are_whatever_the_source_calls_them(served: Source, answers: dict[str, Answer]) -> None:
    answers["/a%20b.jpg?w=1"] = gives(b"bytes", Content_Type="text/html")
    fetched = client(served).get(served.address("/a b.jpg?w=1"), most_bytes=5)
    assert fetched.body == b"bytes"
    [(_, headers)] = served.asked
    assert headers["Host"] == f"{HOST}:{served.port}"
    assert not headers.keys() & {"Cookie", "Authorization", "Referer"}


def test_redirects_are_followed_three_times(served: Source, answers: dict[str, Answer]) -> None:
    answers |= {
        "/1": leads("/2", 301),
        "/2": leads(served.address("/3"), 307),
        "/3": leads("4", 308),
        "/4": gives(b"x"),
    }
    fetched = client(served).get(served.address("/1"), most_bytes=5)
    assert (fetched.body, fetched.address) == (b"x", served.address("/4"))
    answers["/0"] = leads("/1")
    with pytest.raises(SourceFailed, match="more than 3 times"):
        client(served).get(served.address("/0"), most_bytes=5)


@pytest.mark.parametrize(
    "places",
    ["10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.2", "fd00:ec2::254", "8.8.8.8 10.0.0.1", "127.0.0.1 ::1"],
)
def test_name_of_a_private_place_is_refused_before_anything_is_connected_to(served: Source, places: str) -> None:
    names = Names(**{"inside.test": places})
    with pytest.raises(InvalidRequest, match="public Internet"):
        client(served, names).get(served.address("/", host="inside.test"), most_bytes=5)
    assert served.asked == []


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0"),
        *("[::1]", "[::]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]"),
        *("localhost", "localhost.", "LOCALHOST", "127.0.0.1.", "①②⑦.⓪.⓪.①"),
    ],
)
def test_spellings_of_this_machine_are_refused_by_the_real_resolver(served: Source, host: str) -> None:
    guarded = OutgoingClient(tls=served.tls, port=served.port)
    with pytest.raises((InvalidRequest, SourceFailed)):
        guarded.get(served.address("/", host=host), most_bytes=5)
    assert served.asked == []


def test_redirect_into_a_private_network_is_refused(served: Source, answers: dict[str, Answer]) -> None:
    answers["/"] = leads(served.address("/latest/meta-data/", host="metadata.test"))
    names = Names(**{"metadata.test": "169.254.169.254"})
    with pytest.raises(InvalidRequest, match="public Internet"):
        client(served, names).get(served.address("/"), most_bytes=5)


@pytest.mark.parametrize("location", ["http://pictures.test/", "file:///etc/passwd", "https://pictures.test:22/", ""])
def test_redirect_to_anything_but_https_is_refused(served: Source, answers: dict[str, Answer], location: str) -> None:
    answers["/"] = leads(location)
    with pytest.raises((InvalidRequest, SourceFailed)):
        client(served).get(served.address("/"), most_bytes=5)
    assert {path for path, _ in served.asked} == {"/"}


def test_name_is_looked_up_once_so_it_cannot_change_in_between(served: Source, answers: dict[str, Answer]) -> None:
    """DNS rebinding: the second answer of the name would be a private place."""
    answers["/"] = gives(b"x")
    names = Names()
    client(served, names).get(served.address("/"), most_bytes=5)
    assert names.asked == [HOST]


def test_name_that_a_redirect_leads_to_again_is_looked_at_again(served: Source, answers: dict[str, Answer]) -> None:
    """Each connection has its own look, so a name that has moved inside meanwhile is not asked."""
    answers |= {"/": leads("/inside"), "/inside": gives(b"x")}
    names = Names()

    def moves(host: str, port: int) -> list[IpAddress]:
        found = names(host, port)
        names.known[HOST] = ["169.254.169.254"]
        return found

    asking = OutgoingClient(
        lookup=moves, is_allowed=lambda address: address == HERE or is_public(address), tls=served.tls, port=served.port
    )
    with pytest.raises(InvalidRequest, match="public Internet"):
        asking.get(served.address("/"), most_bytes=5)
    assert [path for path, _ in served.asked] == ["/"]


def test_name_that_was_checked_is_looked_at_again_when_it_is_asked(served: Source, answers: dict[str, Answer]) -> None:
    """A webhook's address is checked when it is set, and asked for months."""
    answers["/"] = gives(b"x")
    names = Names()
    asking = client(served, names)
    asking.check(served.address("/"))
    names.known[HOST] = ["fd00:ec2::254"]
    with pytest.raises(InvalidRequest, match="public Internet"):
        asking.post(served.address("/"), b"{}", headers={}, most_bytes=100)
    assert served.asked == []


def test_dot_at_the_end_makes_no_other_name_of_it(served: Source, answers: dict[str, Answer]) -> None:
    answers["/"] = gives(b"x")
    names = Names(**{"inside.test": "10.0.0.1"})
    assert client(served, names).get(served.address("/", host=f"{HOST}."), most_bytes=5).body == b"x"
    with pytest.raises(InvalidRequest, match="public Internet"):
        client(served, names).get(served.address("/", host="inside.test."), most_bytes=5)
    assert names.asked == [HOST, "inside.test"]


def test_certificate_of_another_name_is_refused(served: Source, answers: dict[str, Answer]) -> None:
    names = Names(**{"other.test": "127.0.0.1"})
    with pytest.raises(SourceFailed, match="certificate"):
        client(served, names).get(served.address("/", host="other.test"), most_bytes=5)
    assert served.asked == []


def test_file_that_is_too_large_is_refused_by_its_length_or_while_it_comes(
    served: Source, answers: dict[str, Answer]
) -> None:
    answers |= {"/said": gives(b"123456"), "/unsaid": _endless}
    for path in answers:
        with pytest.raises(PayloadTooLarge):
            client(served).get(served.address(path), most_bytes=5)


@pytest.mark.parametrize("status", [204, 206, 400, 403, 404, 500])
def test_other_status_than_200_is_told(served: Source, answers: dict[str, Answer], status: int) -> None:
    answers["/"] = gives(b"", status=status)
    with pytest.raises(SourceFailed) as failed:
        client(served).get(served.address("/"), most_bytes=5)
    assert failed.value.details == {"status": status}


@pytest.mark.parametrize("path", ["/headers", "/body"])
def test_source_that_sends_a_byte_now_and_then_is_cut_off(
    served: Source, answers: dict[str, Answer], path: str
) -> None:
    answers |= {"/headers": _slow_headers, "/body": _slow_body}
    begun = time.monotonic()
    with pytest.raises(SourceFailed, match="too long"):
        client(served, seconds=0.5).get(served.address(path), most_bytes=10_000)
    assert time.monotonic() - begun < 5


def test_file_that_ends_too_early_is_refused(served: Source, answers: dict[str, Answer]) -> None:
    answers["/"] = _cut_short
    with pytest.raises(SourceFailed):
        client(served).get(served.address("/"), most_bytes=100)


def test_host_that_is_not_known_or_does_not_listen_is_told(served: Source) -> None:
    with pytest.raises(SourceFailed, match="not known"):
        client(served).get(served.address("/", host="nowhere.test"), most_bytes=5)


def test_resolver_that_does_not_answer_costs_no_more_than_the_time() -> None:
    def slow(host: str, port: int) -> list[IpAddress]:
        time.sleep(1)
        return [HERE]

    with pytest.raises(SourceFailed, match="not known"):
        OutgoingClient(lookup=slow, seconds=0.05).get("https://slow.test/", most_bytes=5)


def test_post_says_what_was_answered_whatever_its_status(served: Source, answers: dict[str, Answer]) -> None:
    answers |= {"/ok": gives(b"thanks", status=202), "/no": gives(b"no", status=500), "/cut": gives(b"x" * 5_000)}
    asked = client(served)
    for path, expected in (("/ok", (202, b"thanks")), ("/no", (500, b"no")), ("/cut", (200, b"x" * 100))):
        assert asked.post(served.address(path), b"{}", headers={"webhook-id": "m"}, most_bytes=100) == expected
    assert served.posted == [b"{}"] * 3
    assert {headers["webhook-id"] for _, headers in served.asked} == {"m"}


def test_post_follows_no_redirect(served: Source, answers: dict[str, Answer]) -> None:
    answers["/moved"] = leads("/elsewhere", 307)
    assert client(served).post(served.address("/moved"), b"{}", headers={}, most_bytes=100).status == 307
    assert [path for path, _ in served.asked] == ["/moved"]


@pytest.mark.parametrize("places", ["10.0.0.1", "169.254.169.254", "::1", "100.64.0.1", "8.8.8.8 10.0.0.1"])
def test_post_and_check_refuse_a_name_of_a_private_place(served: Source, places: str) -> None:
    asking = client(served, Names(**{"inside.test": places}))
    address = served.address("/", host="inside.test")
    with pytest.raises(InvalidRequest, match="public Internet"):
        asking.post(address, b"{}", headers={}, most_bytes=100)
    with pytest.raises(InvalidRequest) as refused:
        asking.check(address, parameter="url")
    assert (refused.value.details, served.asked) == ({"parameter": "url"}, [])


def test_post_is_cut_off_when_the_answer_drips(served: Source, answers: dict[str, Answer]) -> None:
    answers["/"] = _slow_headers
    with pytest.raises(SourceFailed, match="too long"):
        client(served, seconds=0.5).post(served.address("/"), b"{}", headers={}, most_bytes=100)


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"x" * 200_000)
    handler.close_connection = True


def _slow_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(1000):
        handler.wfile.write(f"X-{n}: x\r\n".encode())
        handler.wfile.flush()
        time.sleep(0.05)


def _slow_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def _cut_short(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "50")
    handler.end_headers()
    handler.wfile.write(b"x")
    handler.close_connection = True
