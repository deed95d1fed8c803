"""The grammar of options: one spelling for each meaning, whatever way it was asked."""

import base64
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.addresses.option_values import ALIASES, GRAVITIES, MAX_ASKED_PIXELS, PARSERS, Compression, Kept, Output
from schema.addresses.options import MAX_SEGMENT_LENGTH, Options, canonical, options_of, parse_query, parse_segment
from schema.addresses.presets import PRESETS, Fit

points = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda point: f"{point[0]:.3f}x{point[1]:.3f}")
colors = st.from_regex(r"\A#?([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\Z")
VALUES: dict[str, st.SearchStrategy[str]] = {
    "w": st.integers(1, MAX_ASKED_PIXELS).map(str),
    "h": st.integers(1, MAX_ASKED_PIXELS).map(str),
    "dpr": st.floats(1, 3).map(lambda value: f"{value:.2f}"),
    "fit": st.sampled_from(Fit).map(str),
    "enlarge": st.sampled_from(["0", "1", "true", "false"]),
    "g": st.one_of(points, st.sampled_from([*GRAVITIES, "auto", "face"])),
    "zoom": st.floats(0, 1).map(lambda value: f"{value:.3f}"),
    "trim": st.one_of(st.integers(1, 100).map(str), st.just("auto")),
    "rotate": st.sampled_from(["0", "90", "180", "270", "-90", "450"]),
    "flip": st.sampled_from(["h", "v", "hv", "vh"]),
    "pad": st.integers(0, 500).map(str),
    "border": st.one_of(st.just("0"), st.tuples(st.integers(1, 500), colors).map(lambda pair: f"{pair[0]}-{pair[1]}")),
    "bg": st.one_of(colors, st.just("transparent")),
    "br": st.floats(0.5, 2).map(lambda value: f"{value:.3f}"),
    "co": st.floats(0.5, 2).map(lambda value: f"{value:.1f}"),
    "sat": st.floats(0, 2).map(lambda value: f"{value:.2f}"),
    "gamma": st.floats(0.5, 2).map(lambda value: f"{value:.2f}"),
    "gray": st.sampled_from(["0", "1"]),
    "blur": st.integers(0, 250).map(str),
    "sharpen": st.floats(0, 10).map(lambda value: f"{value:.1f}"),
    "wmt": st.text(min_size=3, max_size=20).map(
        lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    ),
    "wmg": st.sampled_from(sorted(GRAVITIES)),
    "wms": st.integers(1, 100).map(str),
    "wmo": st.integers(1, 100).map(str),
    "q": st.one_of(st.integers(1, 100).map(str), st.just("auto")),
    "compression": st.sampled_from(Compression).map(str),
    "meta": st.sampled_from(Kept).map(str),
    "anim": st.sampled_from(["0", "1"]),
    "frame": st.integers(0, 499).map(str),
    "f": st.sampled_from(Output).map(str),
}
queries = st.fixed_dictionaries({}, optional=VALUES)


def asked(**options: Any) -> Options:
    return parse_query((name, str(value)) for name, value in options.items())


def test_the_strategies_know_every_option_but_the_other_watermark() -> None:
    assert VALUES.keys() == PARSERS.keys() - {"wm"}


@given(query=queries)
def test_the_canonical_form_is_a_fixed_point(query: dict[str, str]) -> None:
    options = parse_query(query.items())
    assert canonical(options) == options
    assert parse_segment(options.segment) == options
    assert parse_segment(options.segment).segment == options.segment


@given(query=queries, data=st.data())
def test_the_order_of_options_does_not_matter(query: dict[str, str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(list(query.items())))
    assert parse_query(shuffled) == parse_query(query.items())


@given(query=queries)
def test_long_names_mean_the_same(query: dict[str, str]) -> None:
    long = {short: name for name, short in ALIASES.items()}
    assert parse_query((long.get(name, name).upper(), value) for name, value in query.items()) == parse_query(
        query.items()
    )


@given(query=queries)
def test_a_segment_is_safe_in_a_path_and_in_a_key(query: dict[str, str]) -> None:
    segment = parse_query(query.items()).segment
    assert re.fullmatch(r"[A-Za-z0-9=,._-]*", segment)
    assert ".." not in segment
    assert len(segment) <= MAX_SEGMENT_LENGTH


@given(text=st.text(max_size=80))
def test_any_other_text_is_refused_with_words_or_understood(text: str) -> None:
    for parse in (parse_segment, lambda text: parse_query((name, text) for name in PARSERS if name != "wm")):
        with suppress(ValueError):
            options = parse(text)
            assert parse_segment(options.segment) == options


@pytest.mark.parametrize(
    ("query", "segment"),
    [
        ({}, ""),
        ({"width": "300", "v": "7"}, "w=300"),
        ({"h": "200", "w": "300", "fit": "cover", "g": "center"}, "w=300,h=200,fit=cover"),
        ({"w": "300", "dpr": "2"}, "w=600"),
        ({"w": "3000", "h": "1500", "dpr": "3", "fit": "cover"}, "w=4096,h=2048,fit=cover"),
        ({"dpr": "2"}, ""),
        ({"w": "300", "fit": "cover", "g": "top"}, "w=300"),
        ({"w": "300", "fit": "cover", "enlarge": "1"}, "w=300,fit=contain,enlarge=1"),
        ({"w": "300", "h": "300", "fit": "contain"}, "w=300,h=300"),
        ({"w": "300", "h": "300", "fit": "crop", "enlarge": "1"}, "w=300,h=300,fit=crop"),
        ({"w": "9", "h": "9", "fit": "cover", "g": "0.30x.7"}, "w=9,h=9,fit=cover,g=0.3x0.7"),
        ({"w": "9", "h": "9", "fit": "cover", "g": "0x1"}, "w=9,h=9,fit=cover,g=bottom-left"),
        ({"w": "9", "h": "9", "fit": "cover", "g": "auto", "zoom": "1"}, "w=9,h=9,fit=cover,g=auto"),
        ({"rotate": "-90", "flip": "vh"}, "rotate=270,flip=hv"),
        ({"bg": "#F80", "border": "4"}, "border=4-000000,bg=ff8800"),
        ({"bg": "transparent"}, "bg=00000000"),
        ({"bg": "ff8800ff"}, "bg=ff8800"),
        ({"anim": "0"}, "frame=0"),
        ({"q": "auto", "f": "webp"}, "q=auto,f=webp"),
        ({"q": "80", "f": "png"}, "f=png"),
        ({"f": "json", "w": "300"}, "f=json"),
        ({"gray": "1", "sat": "2"}, "gray=1"),
        ({"br": "1.00", "sharpen": "0", "blur": "0", "trim": "auto"}, "trim=10"),
        ({"wmo": "50", "wmg": "top"}, ""),
        ({"wm": "logo", "wmo": "50"}, "wm=logo,wmo=50"),
    ],
)
def test_each_meaning_has_one_spelling(query: dict[str, str], segment: str) -> None:
    assert parse_query(query.items()).segment == segment


@pytest.mark.parametrize(
    "query",
    [
        {"w": "0"},
        {"w": "4097"},
        {"w": "1e3"},
        {"w": ""},
        {"w": "٣"},
        {"h": "-5"},
        {"dpr": "0.5"},
        {"fit": "fill"},
        {"q": "101"},
        {"rotate": "45"},
        {"bg": "ff"},
        {"g": "2x0"},
        {"g": "x"},
        {"blur": "251"},
        {"sharpen": "10.1"},
        {"br": "nan"},
        {"f": "bmp"},
        {"wm": "../x"},
        {"wmt": "a"},
        {"wm": "logo", "wmt": "SGVsbG8"},
        {"frame": "500"},
        {"width": "300", "w": "301"},
    ],
)
def test_values_out_of_their_range_are_refused_by_name(query: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"^({'|'.join([*query, 'w'])}): "):
        parse_query(query.items())


@pytest.mark.parametrize("segment", ["w", "w=300,", "x=1", "v=1", "w=1,w=2", "w=300&h=2", "w=" + "0" * 400])
def test_a_segment_holds_options_only(segment: str) -> None:
    with pytest.raises(ValueError):
        parse_segment(segment)


def test_a_preset_is_a_name_for_options() -> None:
    assert {name: options_of(name).segment for name in ("w512", "thumb", "og-image")} == {
        "w512": "w=512",
        "thumb": "w=200,h=200,fit=cover",
        "og-image": "w=1200,h=630,fit=cover",
    }
    assert all(canonical(options_of(name)) == options_of(name) for name in PRESETS)
    assert options_of("w=300,h=20") == asked(w=300, h=20)


def test_everything_at_once_fits_into_a_segment() -> None:
    long = asked(
        **dict.fromkeys(("br", "co", "sat", "gamma"), "0.77"),
        **dict.fromkeys(("w", "h"), 4000),
        **{
            "trim": 100,
            "rotate": 270,
            "flip": "hv",
            "fit": "cover",
            "enlarge": 1,
            "g": "face",
            "zoom": "0.77",
            "pad": 500,
        },
        **{"border": "500-ff000080", "bg": "ff000080", "blur": 250, "sharpen": "9.77", "wmt": "a" * 120},
        **{"wmg": "bottom-left", "wms": 99, "wmo": 99, "q": 100, "compression": "best", "meta": "copyright"},
        **{"frame": 499, "f": "baseline-jpeg"},
    )
    assert MAX_SEGMENT_LENGTH - 100 < len(long.segment) <= MAX_SEGMENT_LENGTH
    assert parse_segment(long.segment) == long
