"""Any options at all, on pictures of every kind: a result of the promised size and format."""

from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelflare.imaging import Effort, Subject, job_of, render
from schema.addresses.formats import Format
from schema.addresses.options import parse_query
from schema.addresses.presets import Fit
from tests.photographs import hard_file
from tests.unit.imaging import pictures as p
from tests.unit.test_options import VALUES

SMALL = {"w": st.integers(1, 80).map(str), "h": st.integers(1, 80).map(str)}
MANY = {name: st.sampled_from(["1", "7", "60", "250"]) for name in ("blur", "pad")}
queries = st.fixed_dictionaries({}, optional={**VALUES, **SMALL, **MANY, "wm": st.just("logo")})


@cache
def source(name: str) -> bytes:
    if name.endswith((".gif", ".png", ".jpg")):
        return hard_file(name)
    picture = p.corners(60, 40).convert(name)
    return p.saved(
        picture, "TIFF" if name == "CMYK" else "PNG", **({} if name == "CMYK" else {"exif": p.exif_with_gps(6)})
    )


@pytest.mark.parametrize(
    "name", ["L", "LA", "RGB", "RGBA", "1", "P", "CMYK", "chi.gif", "i_trns.png", "hopper_gray.jpg"]
)
@settings(max_examples=15, deadline=None)
@given(query=queries, kind=st.sampled_from(Format), effort=st.sampled_from(Effort))
def test_any_options_make_a_picture_within_the_asked_size(
    name: str, query: dict[str, str], kind: Format, effort: Effort
) -> None:
    assume(not ("wm" in query and "wmt" in query))
    options = parse_query(query.items())
    subject = Subject(focus=(0.2, 0.9), faces=((0.1, 0.1, 0.4, 0.3),))
    mark = p.saved(Image.new("RGBA", (30, 9), (9, 9, 9, 99)), "PNG")
    (one,) = render(source(name), [job_of(options.segment, kind)], effort=effort, subject=subject, watermark=mark)
    made = p.opened(one.body)
    assert made.get_format_mimetype() == kind.content_type  # type: ignore[attr-defined]
    assert made.size == (one.width, one.height)
    assert one.width <= (options.w or one.width)
    assert one.height <= (options.h or one.height)
    assert options.fit is not Fit.PAD or made.size == (options.w, options.h)
