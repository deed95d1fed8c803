"""Forms with a picture: what a client library writes is read as it was, and what is broken is refused."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.base.errors import InvalidRequest
from pixelflare.uploads import is_form, read_form

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
TYPE = "multipart/form-data; boundary=xyz"
FILE = b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nbytes\r\n'


@given(body=st.binary(max_size=2000), filename=NAMES, album=NAMES)
def test_form_is_read_as_it_was_written(body: bytes, filename: str, album: str) -> None:
    request = httpx.Request(
        "POST", "https://a.example", files={"f": (filename, body, "image/png")}, data={"album": album}
    )

    read = read_form(request.read(), request.headers["content-type"])

    assert (read.body, read.content_type, read.fields) == (body, "image/png", {"album": album})
    assert read.filename == filename or set(filename) & set('"\\'), "how quotes are escaped differs between clients"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FILE + b"--xyz--", "multipart/form-data"),
        (FILE + b"--xyz--", "multipart/form-data; boundary=" + "x" * 71),
        (FILE + b"--xyz--", 'multipart/form-data; boundary="x\r\ny"'),
        (FILE, TYPE),
        (b"", TYPE),
        (b"--xyz--", TYPE),
        (FILE + FILE + b"--xyz--", TYPE),
        (FILE.replace(b'name="file"; ', b"") + b"--xyz--", TYPE),
        (FILE.replace(b"form-data", b"attachment") + b"--xyz--", TYPE),
        (FILE.replace(b"\r\n\r\n", b"\r\n") + b"--xyz--", TYPE),
        (FILE * 21 + b"--xyz--", TYPE),
        (FILE + b'--xyz\r\nContent-Disposition: form-data; name="album"\r\n\r\n\xff\r\n--xyz--', TYPE),
        (FILE + b'--xyz\r\nContent-Disposition: form-data; name="album"\r\n\r\n' + b"a" * 1001 + b"\r\n--xyz--", TYPE),
    ],
)
def test_broken_form_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(InvalidRequest):
        read_form(body, content_type)


@given(body=st.binary(max_size=300), boundary=st.binary(max_size=20))
def test_no_body_breaks_the_reader(body: bytes, boundary: bytes) -> None:
    with suppress(InvalidRequest):
        read_form(FILE + body + b"--" + boundary, TYPE)


def test_only_forms_are_forms() -> None:
    assert is_form("Multipart/Form-Data; boundary=x")
    assert not any(map(is_form, (None, "", "image/jpeg", "multipart/mixed; boundary=x")))
