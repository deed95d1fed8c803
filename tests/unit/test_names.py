"""Names and texts as people and their programs write them: what is taken, and which filename a path gets."""

import unicodedata

import pytest
from pydantic import TypeAdapter, ValidationError

from pixelflare.base.errors import AppError
from pixelflare.imaging import type_of
from pixelflare.uploads import path_filename
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, may_be_a_picture
from schema.addresses.names import is_filename
from schema.types import Text

TEXT: TypeAdapter[str] = TypeAdapter(Text)
SPACES = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) == "Zs"]
WORDS = {
    "French": "Quelle\u202fheure est-il\u00a0?",
    "Japanese": "夏\u3000海",
    "Hebrew": "\u200fשלום\u200f world",
    "Arabic with an isolate": "\u2068سلام\u2069 (1)",
    "Persian": "می\u200cخواهم",
    "a name copied from a dialog of Windows": "\u202aC-drive\u202c",
    "a hyphenated word": "Donau\u00addampf",
    "Thai with places for line breaks": "สวัสดี\u200bครับ",
    "a flag": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "an emoji that is newer than Python": "\U0001fae9",
    "Apple's sign": "\uf8ff",
}


@pytest.mark.parametrize("space", SPACES, ids=ascii)
def test_every_space_is_a_space(space: str) -> None:
    assert TEXT.validate_python(f"a{space}b") == f"a{space}b"
    assert path_filename(f"a{space}b.png{space}", unnamed="x") == "a-b.png"


@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_texts_of_all_languages_are_taken(text: str) -> None:
    assert TEXT.validate_python(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("a\nb", "a\x00b", "a\x1b[0m", "a\x85b", "a\u2028b", "a\u2029b", "\ud800", "a\ufffe", "\ufdd0"),
        *("a\u202egpj", "a\u202db", "a\u2066b", "a\u2069b", "\u202aa\u2069", "a\u202c", "\ufeffa", "\ufff9a"),
    ],
    ids=ascii,
)
def test_what_no_text_needs_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(text)


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("Screenshot 2024-05-01 at 3.04.05\u202fPM.png", "Screenshot-2024-05-01-at-3.04.05-PM.png"),
        ("Größe.jpg", "Grosse.jpg"),
        ("фото-1.jpg", "foto-1.jpg"),
        ("видео-1.jpg", "video-1.jpg"),
        ("объект.jpg", "obekt.jpg"),
        ("夏の海.jpg", "XianoHai.jpg"),
        ("שלום\u200f.jpg", "slvm.jpg"),
        ("Zoe\u0308.jpg", "Zoe.jpg"),
        ("ﬁn½.jpg", "fin1-2.jpg"),
        ("😀.jpg", "grinning.jpg"),
        ("foo..png", "foo.png"),
        ("wait...what.png", "wait.what.png"),
        ("...and then.png", "and-then.png"),
        ("a.png ", "a.png"),
        (" a.JPG\u200e", "a.jpg"),
        ("it’s.jfif", "its.jfif"),
        ("\uf8ff.jpg", "unnamed.jpg"),
        (".".join(["ш" * 200, "png"]), ("sh" * 200)[:196] + ".png"),
    ],
    ids=ascii,
)
def test_path_name_of_a_typed_name(typed: str, path: str) -> None:
    assert path_filename(typed, unnamed="unnamed") == path
    assert is_filename(path)


@pytest.mark.parametrize(
    "typed", ["../a.jpg", "..a.jpg", ".a.jpg", "a/b.jpg", "a\\b.jpg", "\u200e.a.jpg", "%2e%2e.jpg"]
)
def test_name_that_looks_like_a_path_is_refused(typed: str) -> None:
    with pytest.raises(AppError):
        path_filename(typed, unnamed="unnamed")


@pytest.mark.parametrize("extension", ["jfif", "jpe", "pjpeg", "jif", "pjp", "apng"])
def test_less_common_extensions_are_taken(extension: str) -> None:
    assert CONTENT_TYPES_BY_EXTENSION[extension] in ("image/jpeg", "image/png")
    assert path_filename(f"A.{extension.upper()}", unnamed="x") == f"A.{extension}"


@pytest.mark.parametrize(
    "declared",
    [
        *(None, "", " ", "image/jpeg", "IMAGE/JPEG", "image/jpg", "image/pjpeg", "image/x-anything", "*/*"),
        *(
            "application/octet-stream",
            "Application/Octet-Stream; charset=binary",
            "binary/octet-stream",
            "image/png;q=1",
        ),
    ],
)
def test_declared_type_may_be_wrong(declared: str | None) -> None:
    assert may_be_a_picture(declared)


@pytest.mark.parametrize(
    "declared", ["text/html", "video/mp4", "application/pdf", "application/x-www-form-urlencoded", "x"]
)
def test_declared_type_of_no_picture_is_told(declared: str) -> None:
    assert not may_be_a_picture(declared)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"8BPS\0\1", "image/vnd.adobe.photoshop"),
        (b"\xff\x0a\xfa", "image/jxl"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "video/quicktime"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("Grüße".encode(), "text/plain"),
        ("ü".encode() * 300, "text/plain"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x00\x01\x02\x03\x04", None),
        (b"", None),
    ],
)
def test_type_of_bytes_is_named(data: bytes, found: str | None) -> None:
    assert type_of(data) == found
