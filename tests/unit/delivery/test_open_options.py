"""What anybody may have made: few enough that strangers can not fill a bucket, and what sites mostly ask for."""

import pytest

from pixelflare.addresses.signatures import OPEN_QUALITIES, is_open, nearest_open
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO_QUALITY, Output
from schema.addresses.options import Options, options_of
from schema.addresses.presets import PRESETS, Fit
from schema.addresses.variant_names import name_of

WIDTHS = frozenset({320, 512})


@pytest.mark.parametrize(
    "variant",
    [
        *PRESETS,
        *("w=320", "w=512,q=75", "w=512,q=auto", "w=512,f=baseline-jpeg"),
        *("q=auto", "q=90", "f=webp", "f=baseline-jpeg"),
        *("w=200,h=200,fit=cover", "w=1200,h=630,fit=cover,q=80"),
    ],
)
def test_presets_and_their_sizes_listed_widths_and_the_whole_picture_are_for_everybody(variant: str) -> None:
    assert is_open(options_of(variant), widths=WIDTHS)


@pytest.mark.parametrize(
    "variant",
    [
        *("w=321", "h=320", "w=320,h=320", "w=320,q=81", "q=81", "w=320,fit=contain,enlarge=1"),
        *("w=200,h=200", "w=200,h=200,fit=pad", "w=200,h=200,fit=cover,enlarge=1", "w=200,h=200,fit=cover,g=auto"),
        *("blur=3", "frame=0", "meta=keep", "compression=best", "w=320,wm=logo", "rotate=90", "bg=ff0000"),
    ],
)
def test_anything_else_is_not(variant: str) -> None:
    assert not is_open(options_of(variant), widths=WIDTHS)


def test_strangers_can_ask_for_so_many_objects_of_an_image_and_no_more() -> None:
    formats = set(Output) - {Output.AUTO, Output.JSON}
    sizes = len([*WIDTHS, "thumb", "og-image", "the whole picture"])
    asked = {
        name_of(Options(w=w, h=h, fit=fit, q=q, f=f), accepted=Format.JPEG)
        for w in (None, 1, 200, 320, 1200)
        for h in (None, 1, 200, 630)
        for fit in Fit
        for q in (None, 0, *range(49, 53), *range(73, 77))
        for f in formats
    }

    let_in = {name for name in asked if is_open(options_of(name.stem), widths=WIDTHS)}
    assert sizes * len(formats) < len(let_in) <= sizes * len(formats) * (len(OPEN_QUALITIES) + 1)


@pytest.mark.parametrize(
    ("asked", "open_"), [(1, 50), (57, 50), (58, 65), (85, 90), (100, 90), (80, 80), (AUTO_QUALITY, AUTO_QUALITY)]
)
def test_nearest_quality_that_is_open_is_the_better_one_of_two(asked: int, open_: int) -> None:
    assert nearest_open(asked) == open_
