"""Lists of owners' buckets are somebody else's: they end, whatever the provider answers."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from pixelflare.aws import foreign_buckets
from pixelflare.base.errors import SourceFailed
from tests.unit.backups.test_connection import Handler, Provider, bucket, provider

__all__ = ["provider"]
_OBJECT = (
    "<Contents><Key>{key}</Key><Size>1</Size><ETag>x</ETag><LastModified>2026-11-30T00:00:00Z</LastModified></Contents>"
)


def page(*keys: str) -> bytes:
    return f"<ListBucketResult>{''.join(_OBJECT.format(key=key) for key in keys)}</ListBucketResult>".encode()


def answering(monkeypatch: pytest.MonkeyPatch, pages: dict[str, bytes], *, default: bytes = page()) -> None:
    """The provider's pages, by the key that they are to come after."""

    def do_get(self: Handler) -> None:
        after = parse_qs(urlsplit(self.path).query).get("start-after", [""])[0]
        body = pages.get(after, default)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    monkeypatch.setattr(Handler, "do_GET", do_get)


def listed(provider: Provider) -> Iterator[str]:
    found = bucket(provider, ["127.0.0.1"] * 9).all_listed("p/")
    return (each.key for each in found)


def test_pages_are_read_one_after_another(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, {"": page("p/a", "p/b"), "p/b": page("p/c")})
    assert list(listed(provider)) == ["p/a", "p/b", "p/c"]


@pytest.mark.parametrize("second", [("p/a", "p/b"), ("p/d", "p/c"), ("q/e",)])
def test_list_that_does_not_go_on_ends(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, second: tuple[str, ...]
) -> None:
    answering(monkeypatch, {"": page("p/a", "p/b")}, default=page(*second))
    with pytest.raises(SourceFailed, match="does not go on"):
        list(listed(provider))


def test_list_of_too_many_pages_ends(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_buckets, "MOST_PAGES", 2)
    answering(monkeypatch, {"": page("p/a"), "p/a": page("p/b"), "p/b": page("p/c")})
    with pytest.raises(SourceFailed, match="more than 2,000 objects"):
        list(listed(provider))


def test_answer_of_endless_bytes_is_not_kept(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_buckets, "MOST_ANSWER_BYTES", 1_000)
    answering(monkeypatch, {"": b" " * 1_001})
    with pytest.raises(SourceFailed, match="answers too much"):
        list(listed(provider))
