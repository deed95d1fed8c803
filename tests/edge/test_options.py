"""Options at the edge: each request becomes the one path that Python makes of it."""

import random
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pixelflare.delivery.paths import parse
from schema.addresses.formats import Format
from schema.addresses.option_values import ALIASES, GRAVITIES, PARSERS
from schema.addresses.options import Options, options_of
from schema.addresses.presets import PRESETS
from schema.addresses.variant_names import OUTPUTS, VariantName, asked_name, canonical_name
from schema.errors import ErrorBody
from tests.edge.function import Edge, EdgeFunction, a_request, written

PHOTO = "/alice/default/sunset.jpg"
PRIVATE = "/p/img_01J8ZQ4T0RBXN2M3K4P5Q6R7S8.jpg"
MANY = 10_000
SNAPPED_TO = (128, 320, 512, 1000, 2048)
ACCEPTS = {
    "image/avif,image/webp,*/*": Format.AVIF,
    "image/webp,*/*": Format.WEBP,
    "*/*": Format.JPEG,
}
WORDS = {
    "fit": ["scale-down", "contain", "cover", "crop", "pad", "squeeze", "fill"],
    "g": [*GRAVITIES, "auto", "face", "0.3x0.7", "0.5x0", "1x.5", ".005x0.995", "2x0", "x", "0.125x0.375"],
    "flip": ["h", "v", "hv", "vh", "both", "d"],
    "rotate": ["0", "90", "-90", "450", "180", "45", "-0"],
    "bg": ["fff", "#F80", "ff8800", "ff8800ff", "ff880080", "transparent", "12345", "f80f"],
    "border": ["4", "0", "4-f00", "500-00ff0080", "501-f00", "-f00", "3-", "0-nonsense"],
    "meta": ["none", "keep", "copyright", "all"],
    "compression": ["fast", "best"],
    "wm": ["logo", "Logo", "my-logo_2"],
    "wmt": ["SGVsbG8", "SGVsbG8=", "SGV", "YWJj"],
    "wmg": [*GRAVITIES, "auto"],
    "q": ["auto", "50", "100", "0", "101", "080"],
    "trim": ["auto", "true", "5", "101"],
    "f": ["auto", "avif", "webp", "jpeg", "baseline-jpeg", "png", "gif", "json", "svg"],
}
SWITCHES = ("enlarge", "gray", "anim")
SIZES = ("w", "h")


def _value(name: str, dice: random.Random) -> str:
    if name in WORDS:
        value = dice.choice(WORDS[name])
    elif name in SWITCHES:
        value = dice.choice(["0", "1", "true", "false", "yes"])
    elif name in SIZES:
        value = dice.choice([str(dice.randint(1, 4096)), str(dice.randint(1, 4200)), "300", "0", "1e3"])
    else:
        value = dice.choice(
            [str(dice.randint(0, 110)), f"{dice.uniform(0, 3):.3f}", f"{dice.randint(0, 24) / 8:.3f}", "1", ".5", "-1"]
        )
    return dice.choice([value, value, value, value.upper(), f" {value}"])


def _sane(name: str, dice: random.Random) -> str:
    """A value that is taken."""
    while True:
        value = _value(name, dice)
        try:
            PARSERS[name](value.strip())
        except ValueError:
            continue
        return value


def _pairs(dice: random.Random, *, most: int) -> list[tuple[str, str]]:
    long = {short: name for name, short in ALIASES.items()}
    names = [dice.choice([*PARSERS, "w", "h", "fit", "dpr"]) for _ in range(dice.randint(0, most))]
    pick = _sane if dice.random() < 0.8 else _value
    spelled = {name: dice.choice([name, long.get(name, name), name.upper()]) for name in names}
    return [(spelled[name], pick(name, dice)) for name in names] + [
        pair for pair in (("v", "7"), ("s", "ab")) if dice.random() < 0.2
    ]


def _asked(dice: random.Random) -> str:
    ending = dice.choice(["", "", f".{dice.choice([*OUTPUTS])}"])
    match dice.randrange(4):
        case 0:
            return "original"
        case 1:
            return dice.choice([*PRESETS]) + (ending if ending != ".json" else "")
        case _:
            pairs = [
                (name, value.strip()) for name, value in _pairs(dice, most=5) if name not in "vs" and "#" not in value
            ]
            return ",".join(f"{name}={value}" for name, value in pairs or [("w", "300")]) + ending


def _edge(edge: Edge, image: str, asked: str, query: str, accept: str) -> str | None:
    """What the edge makes of it; None when it refuses it."""
    answer = edge.on_request(a_request(f"{image}/{asked}", query=query, headers={"accept": accept}))
    if "uri" not in answer:
        assert answer["statusCode"] == 400, answer
        assert ErrorBody.model_validate_json(answer["body"]).error.code == "VALIDATION_ERROR"
        return None
    uri: str = answer["uri"]
    return "original" if uri in (image, f"{image}/original") else uri.removeprefix(f"{image}/")


def _python(asked: str, pairs: list[tuple[str, str]], accepted: Format, snap: tuple[int, ...] = ()) -> str | None:
    try:
        return str(asked_name(asked, pairs, accepted=accepted, snap=snap))
    except ValueError:
        return None


@pytest.mark.parametrize("snap", [(), SNAPPED_TO], ids=["as asked", "snapped"])
def test_the_edge_and_python_make_the_same_path_of_ten_thousand_addresses(snap: tuple[int, ...]) -> None:
    edge = Edge(widths=snap, hostile=bool(snap))
    dice = random.Random(20)
    refused = 0
    for _ in range(MANY):
        asked, pairs = _asked(dice), _pairs(dice, most=6)
        accept, accepted = dice.choice([*ACCEPTS.items()])
        escape = dice.choice([quote, quote_plus])
        query = "&".join(f"{name}={escape(value)}" for name, value in pairs)
        made = _edge(edge, dice.choice([PHOTO, PRIVATE]), asked, query, accept)
        assert made == _python(asked, pairs, accepted, snap), (asked, query)
        refused += made is None
    assert MANY * 0.05 < refused < MANY * 0.5  # else the dice are loaded


def test_every_path_that_the_edge_makes_is_its_own_canonical_form_and_read_behind_it(edge: Edge) -> None:
    dice = random.Random(7)
    made_of_options = 0
    for _ in range(MANY // 10):
        made = _edge(edge, PHOTO, _asked(dice), "", "image/webp")
        if made is None or "=" not in made:
            continue
        made_of_options += 1
        stem, _, extension = made.rpartition(".")
        assert canonical_name(VariantName(stem, extension)) == VariantName(stem, extension)
        assert _edge(edge, PHOTO, made, "", "*/*") == made
        assert parse(f"{PHOTO}/{made}") is not None
    assert made_of_options > MANY / 50


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60))
def test_whatever_is_said_the_edge_and_python_agree(edge: Edge, text: str) -> None:
    for name in ("w", "g", "bg", "f", "wmt"):
        query = f"{name}={quote(text)}"
        pairs = parse_qsl(query, keep_blank_values=True)
        assert _edge(edge, PHOTO, "original", query, "*/*") == _python("original", pairs, Format.JPEG)


@pytest.mark.parametrize("query", ["w=%", "w=%zz", "w=%e4", "w=30%00", "%77=x&w=x"])
def test_a_damaged_escape_is_refused(query: str, edge: Edge) -> None:
    assert _edge(edge, PHOTO, "original", query, "*/*") is None


def test_presets_names_and_order_are_the_same() -> None:
    source = written()
    spelled: dict[str, Any] = source.evaluate("PRESETS")
    assert spelled == {"original": ""} | {name: options_of(name).segment for name in PRESETS}
    assert source.evaluate("ALIASES") == ALIASES
    names: list[str] = source.evaluate("options().ordered.map((option) => option[0])")
    assert len(names) == len(set(names))
    assert set(names) == set(PARSERS)
    assert [name for name in names if name not in ("dpr", "anim")] == [*Options.__dataclass_fields__]


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        ("w=300,h=200,fit=pad,bg=f00,pad=20", "w=300,h=200,fit=pad,pad=20,bg=ff0000.webp"),
        ("w=300,h=200,fit=cover,blur=3", "w=300,h=200,fit=cover,blur=3.webp"),
        ("blur=3,fit=cover,h=200,w=300", "w=300,h=200,fit=cover,blur=3.webp"),
    ],
)
def test_the_canonical_order_hangs_on_no_order_of_keys(asked: str, becomes: str, edge: Edge) -> None:
    assert _edge(edge, PHOTO, asked, "", "image/webp") == becomes


def test_an_engine_with_keys_turned_round_would_show_whoever_leans_on_their_order() -> None:
    source = "function handler() { return { uri: Object.keys({ w: 1, h: 2, fit: 3 }).join() }; }"
    made = [EdgeFunction(source, hostile=hostile).on_request(a_request("/"))["uri"] for hostile in (False, True)]
    assert made == ["w,h,fit", "fit,h,w"]


@pytest.mark.parametrize(
    ("asked", "query", "becomes"),
    [
        ("original", "w=300", "w=300.webp"),
        ("original", "width=300&fit=cover&height=200", "w=300,h=200,fit=cover.webp"),
        ("original", "v=7", "original"),
        ("original", "s=abc&exp=1", "original"),
        ("original", "fit=cover", "original"),
        ("original", "f=webp", "f=webp.webp"),
        ("original", "f=auto", "f=webp.webp"),
        ("original", "format=AUTO&fit=cover", "f=webp.webp"),
        ("f=auto", "", "f=webp.webp"),
        ("f=auto.jpg", "", "f=webp.webp"),
        ("original", "f=auto&q=50", "q=50.webp"),
        ("original", "f=gif", "f=gif.gif"),
        ("w512", "f=gif", "w512.gif"),
        ("w512.gif", "q=50", "w512.gif"),
        ("original", "f=jpeg&w=300", "w=300.jpg"),
        ("original", "f=baseline-jpeg&w=300", "w=300,f=baseline-jpeg.jpg"),
        ("original", "f=json&w=300", "f=json.json"),
        ("original", "w=300&w=300", "w=300.webp"),
        ("w512", "", "w512.webp"),
        ("w512", "v=7", "w512.webp"),
        ("w512", "f=avif", "w512.avif"),
        ("thumb.jpeg", "f=auto", "thumb.webp"),
        ("w512", "q=50", "w=512,q=50.webp"),
        ("w512.png", "q=50", "w512.png"),
        ("thumb", "h=100", "w=200,h=100,fit=cover.webp"),
        ("w512", "w=300&dpr=2", "w=600.webp"),
        ("w513", "q=50", "w513.webp"),
        ("h=200,w=300", "", "w=300,h=200.webp"),
        ("w=300.jpeg", "", "w=300.jpg"),
        ("w=300,f=avif.png", "", "w=300.avif"),
        ("w=300,br=1.5", "", "w=300,br=1.5.webp"),
        ("w=300,q=80.png", "", "w=300.png"),
        ("w=300", "w=400", "w=400.webp"),
        ("original", "w=512", "w512.webp"),
        ("w=512.avif", "", "w512.avif"),
        ("original", "w=256&dpr=2&fit=contain&f=png", "w512.png"),
        ("thumb", "w=512&h=", "w=512,h=200,fit=cover.webp"),
        ("original", "w=200&h=200&fit=cover", "thumb.webp"),
        ("original", "w=1200&h=630&fit=cover", "w=1200,h=630,fit=cover.webp"),
        ("og-image", "f=jpeg", "og-image.jpg"),
        ("original", "w=300&height=&wm=&fit", "w=300.webp"),
        ("original", "height=", "original"),
        ("w=512,q=50", "", "w=512,q=50.webp"),
    ],
)
def test_each_meaning_has_one_path(asked: str, query: str, becomes: str, edge: Edge) -> None:
    assert _edge(edge, PHOTO, asked, query, "image/webp") == becomes
    assert _python(asked, parse_qsl(query), Format.WEBP) == becomes


@pytest.mark.parametrize("asked", ["w=0", "w=300,x=1", "w=300,h", "w=300,w=301", "wm=a,wmt=SGVsbG8", "constructor=1"])
def test_what_no_option_means_is_refused_with_its_name(asked: str, edge: Edge) -> None:
    assert _edge(edge, PHOTO, asked, "", "*/*") is None
    assert _python(asked, [], Format.JPEG) is None


@pytest.mark.parametrize(("accept", "name"), [("*/*", "f=jpeg.jpg"), ("image/avif", "f=avif.avif")])
def test_the_best_format_alone_is_the_whole_picture_in_it(accept: str, name: str, edge: Edge) -> None:
    assert _edge(edge, PHOTO, "original", "f=auto", accept) == name
    assert _edge(edge, PRIVATE, "original", "f=auto&s=x&exp=1", accept) == name
    assert _edge(edge, PHOTO, name, "", "*/*") == name


@pytest.mark.parametrize(
    ("asked", "query", "becomes"),
    [
        ("original", "w=1", "w128.webp"),
        ("original", "w=128", "w128.webp"),
        ("original", "w=129", "w=320.webp"),
        ("original", "w=321", "w512.webp"),
        ("original", "w=300&dpr=2", "w=1000.webp"),
        ("original", "w=2049", "w2048.webp"),
        ("original", "w=4096&dpr=3", "w2048.webp"),
        ("w=300,blur=3", "", "w=320,blur=3.webp"),
        ("w512", "w=500", "w512.webp"),
        ("w256", "", "w256.webp"),
        ("original", "w=300&h=200", "w=300,h=200.webp"),
        ("original", "h=200", "h=200.webp"),
        ("thumb", "w=150", "w=150,h=200,fit=cover.webp"),
        ("original", "w=300&s=ab", "w=300.webp"),
        ("w=300", "s=", "w=300.webp"),
        ("original", "w=300&f=json", "f=json.json"),
    ],
)
def test_a_width_alone_is_snapped_when_the_operator_wants_it(asked: str, query: str, becomes: str) -> None:
    edge = Edge(widths=SNAPPED_TO)
    found = _python(asked, parse_qsl(query, keep_blank_values=True), Format.WEBP, SNAPPED_TO)
    assert _edge(edge, PHOTO, asked, query, "image/webp") == found
    assert found == becomes
