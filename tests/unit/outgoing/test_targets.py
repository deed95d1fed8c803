import pytest

from pixelflare.base.errors import InvalidRequest
from pixelflare.outgoing import target_of
from pixelflare.outgoing.targets import redirected

REFUSED = [
    "http://example.org/a.jpg",
    "ftp://example.org/a.jpg",
    "file:///etc/passwd",
    "gopher://example.org/",
    "data:image/png;base64,AAAA",
    "//example.org/a.jpg",
    "example.org/a.jpg",
    "",
    "https://",
    "https:///a.jpg",
    "https://user@example.org/a.jpg",
    "https://user:secret@example.org/a.jpg",
    "https://example.org:8443/a.jpg",
    "https://example.org:22/",
    "https://example.org:0/",
    "https://example.org:x/",
    "https://[fe80::1%25eth0]/a.jpg",
    "https://[::1/a.jpg",
    "https://exam\nple.org/a.jpg",
    "https://example.org/a.jpg\r\nX-Injected: 1",
    f"https://example.org/{'a' * 2000}",
    f"https://{'a' * 64}.org/",
]


@pytest.mark.parametrize("address", REFUSED)
def test_address_that_may_not_be_asked_is_refused(address: str) -> None:
    with pytest.raises(InvalidRequest):
        target_of(address)


@pytest.mark.parametrize(
    ("address", "host", "path"),
    [
        ("https://example.org", "example.org", "/"),
        ("HTTPS://EXAMPLE.org:443/A%20b.jpg?w=1&x=%2F#part", "example.org", "/A%20b.jpg?w=1&x=%2F"),
        ("https://bücher.example/größe.jpg", "xn--bcher-kva.example", "/gr%C3%B6%C3%9Fe.jpg"),
        ("https://example.org./a", "example.org", "/a"),
        ("https://[2606:4700::1111]/a", "2606:4700::1111", "/a"),
        ("https://example.org/a b.jpg", "example.org", "/a%20b.jpg"),
    ],
)
def test_address_names_a_host_and_a_path(address: str, host: str, path: str) -> None:
    target = target_of(address)
    assert (target.host, target.port, target.path) == (host, 443, path)


def test_address_of_a_target_is_one_again() -> None:
    target = target_of("https://[2606:4700::1111]/a?b=c")
    assert target_of(target.address) == target


def test_redirect_is_read_from_where_it_stands() -> None:
    target = target_of("https://example.org/a/b.jpg")
    assert redirected(target, "../c.jpg").path == "/c.jpg"
    assert redirected(target, "//other.example/c").host == "other.example"
    for elsewhere in ("http://example.org/c.jpg", "https://127.0.0.1:8080/", "file:///etc/passwd"):
        with pytest.raises(InvalidRequest):
            redirected(target, elsewhere)
