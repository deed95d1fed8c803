"""thumbhash_vectors.json was made with fast-thumbhash 1.0.0, bindings of the format's own Rust implementation."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pixelflare.imaging.thumbhash import thumbhash
from tests.photographs import photograph

VECTORS = json.loads((Path(__file__).parent / "thumbhash_vectors.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['photograph']}-{v['box']}-{v['green_as_alpha']}")
def test_hashes_are_those_of_the_reference_implementation(vector: dict[str, Any]) -> None:
    picture = Image.open(io.BytesIO(photograph(vector["photograph"]))).convert("RGBA").crop(vector["box"])
    if vector["green_as_alpha"]:
        picture.putalpha(picture.getchannel("G"))
    assert thumbhash(*picture.size, picture.tobytes()).hex() == vector["thumbhash"]


def test_a_picture_that_is_all_transparent_has_a_hash_too() -> None:
    assert len(thumbhash(2, 2, bytes(16))) >= 6


@pytest.mark.parametrize(("width", "height", "length"), [(101, 1, 404), (1, 101, 404), (0, 1, 0), (2, 2, 15)])
def test_sizes_the_format_is_not_defined_for_are_refused(width: int, height: int, length: int) -> None:
    with pytest.raises(ValueError):
        thumbhash(width, height, bytes(length))
