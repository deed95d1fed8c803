"""The edge function spells the contract's grammar a second time; here the two are held together."""

import pytest

from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION, EXTENSIONS_BY_CONTENT_TYPE, FLAT_ART_EXTENSIONS, Format
from schema.addresses.image_path import ImagePath
from schema.addresses.names import (
    FILENAME_PATTERN,
    IMAGE_ID_PATTERN,
    RESERVED_OWNERS,
    SLUG_PATTERN,
    VARIANT_PATTERN,
    is_filename,
    is_slug,
)
from schema.addresses.option_values import ALIASES, PARSERS
from schema.addresses.presets import PRESETS
from schema.keys.objects import private_original, private_variant, public_original, public_variant
from schema.limits import MAX_DIRECT_BYTES, MAX_REQUEST_BYTES
from tests.edge.function import Edge, a_request, written

IMAGE = "img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8"


def _words(name: str) -> frozenset[str]:
    """The alternatives of a pattern."""
    pattern: str = written().evaluate(name)
    return frozenset(pattern.partition("(?:")[2].partition(")")[0].replace("\\.", ".").split("|"))


def test_patterns_agree() -> None:
    source = written()
    assert source.evaluate("SLUG") == SLUG_PATTERN
    assert source.evaluate("FILENAME") == FILENAME_PATTERN
    variant = VARIANT_PATTERN.removeprefix("^").removesuffix("$")
    assert source.evaluate("VARIANT").startswith(f"^({variant})(?:")


def test_images_are_called_the_same() -> None:
    image_id = IMAGE_ID_PATTERN.removesuffix("$")
    extensions = "|".join(sorted(EXTENSIONS_BY_CONTENT_TYPE.values()))
    assert written().evaluate("PRIVATE_IMAGE") == rf"{image_id}\.(?:{extensions})$"


def test_words_agree() -> None:
    assert _words("RESERVED_OWNERS") == RESERVED_OWNERS
    assert _words("SOURCE_EXTENSIONS") == frozenset(CONTENT_TYPES_BY_EXTENSION)
    assert _words("FLAT_ART") == FLAT_ART_EXTENSIONS


def test_largest_body_is_the_same() -> None:
    assert written("api").evaluate("MAX_BODY") == MAX_DIRECT_BYTES >= MAX_REQUEST_BYTES


def test_a_short_link_carries_every_option_on() -> None:
    names = written("api").evaluate("NAMES").split(" ")
    assert len(names) == len(set(names))
    assert set(names) == {*PARSERS, *ALIASES, "v", "s", "exp", "tr"}


@pytest.mark.parametrize("extension", Format)
@pytest.mark.parametrize("preset", PRESETS)
def test_edge_and_store_name_the_same_object(preset: str, extension: Format, edge: Edge) -> None:
    image_path = ImagePath("alice", "default", "sunset.jpg")
    returned = edge.on_request(a_request(f"{image_path.path}/{preset}.{extension.value}"))
    assert returned["uri"] == "/" + public_variant(image_path, preset, extension.value)


def test_edge_and_store_name_the_same_original(edge: Edge) -> None:
    image_path = ImagePath("alice", "default", "sunset.jpg")
    assert edge.on_request(a_request(image_path.path))["uri"] == "/" + public_original(image_path)


@pytest.mark.parametrize("extension", Format)
@pytest.mark.parametrize("preset", PRESETS)
def test_edge_and_store_name_the_same_private_object(preset: str, extension: Format, edge: Edge) -> None:
    key = private_variant(IMAGE, "png", preset, extension.value)
    assert edge.on_request(a_request(f"/{key}"))["uri"] == f"/{key}"


def test_edge_and_store_name_the_same_private_original(edge: Edge) -> None:
    key = private_original(IMAGE, "jpg")
    assert edge.on_request(a_request(f"/{key}"))["uri"] == f"/{key}"


@pytest.mark.parametrize("owner", sorted(RESERVED_OWNERS - {"api", "app", "docs", "i", "s", "u"}))
def test_no_picture_lives_below_a_reserved_word(owner: str, edge: Edge) -> None:
    returned = edge.on_request(a_request(f"/{owner}/default/a.jpg"))
    assert returned.get("statusCode") == 404


@pytest.mark.parametrize(
    "name",
    [
        "a.jpg",
        "A-1_b.PNG",
        "a.b.webp",
        "a..jpg",
        "-a.jpg",
        ".jpg",
        "a",
        "a.svg",
        "a.jpg.",
        "ä.jpg",
        "a b.gif",
        "a.tiff",
        "a.HEIC",
        "a.hif",
        "favicon.ico",
        "a.bmpx",
        "a.svgz",
    ],
)
def test_edge_and_contract_agree_on_filenames(name: str, edge: Edge) -> None:
    passed = "uri" in edge.on_request(a_request(f"/alice/default/{name}"))
    assert passed == is_filename(name)


@pytest.mark.parametrize("slug", ["a", "a-b_c", "0", "-a", "_a", "A", "a.b", "a" * 63, "a" * 64])
def test_edge_and_contract_agree_on_albums(slug: str, edge: Edge) -> None:
    passed = "uri" in edge.on_request(a_request(f"/alice/{slug}/a.jpg"))
    assert passed == is_slug(slug)
