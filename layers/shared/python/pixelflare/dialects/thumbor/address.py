"""thumbor: /unsafe/{options}/{source}, or signed: /{HMAC-SHA1 in base 64}/{options}/{source}.

Source: its documentation, "Usage", "Filters" and "Security". Where it says nothing, the computation of its filters.
"""

import re
from urllib.parse import unquote

from pixelflare.dialects.draft import Draft, obey
from pixelflare.dialects.signatures import Scheme, VendorSignature
from pixelflare.dialects.thumbor.filters import BY_NAME
from pixelflare.dialects.translation import Translation, Vendor, translation
from pixelflare.dialects.turns import Turn

_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{27}=")
"""20 bytes in base 64 with padding, which no owner's name can be."""

_OPTIONS = re.compile(
    r"(?P<debug>debug/)?(?P<meta>meta/)?"
    r"(?:trim(?P<corner>:top-left|:bottom-right)?(?P<trim>:[0-9]{1,6})?(?P<trimmed>/))?"
    r"(?:(?P<crop>[0-9]{1,6}x[0-9]{1,6}:[0-9]{1,6}x[0-9]{1,6})/)?"
    r"(?:(?P<fit>(?:adaptive-)?(?:full-)?fit-in)/)?"
    r"(?:(?P<mirrored>-)?(?P<w>[0-9]{1,6}|orig)?x(?P<upended>-)?(?P<h>[0-9]{1,6}|orig)?/)?"
    r"(?:(?P<halign>left|right|center)/)?(?:(?P<valign>top|bottom|middle)/)?(?P<smart>smart/)?"
    r"(?:filters:(?P<filters>(?:[a-z0-9_]+\([^)]*\):?)*)/)?"
)
_FILTER = re.compile(r"([a-z0-9_]+)\(([^)]*)\)")

PARTS = (
    ("`/unsafe/`, `/{signature}/`", "unsigned or signed"),
    ("`meta`", "`f=json`"),
    ("`debug`", "not covered: focal points are not drawn"),
    ("`trim`, `:top-left`, `:{tolerance}`", "`trim` = tolerance / √3: a distance in three channels there, in one here"),
    ("`:bottom-right`", "not covered: the colour of the top left corner is used"),
    ("`{left}x{top}:{right}x{bottom}`", "not covered: a part of the image cannot be chosen in pixels"),
    ("`{w}x{h}`", "`fit=cover`, `enlarge=1`; with one side `fit=contain`, `enlarge=1`"),
    ("`orig`", "not covered, unless for both sides"),
    ("`-{w}x-{h}`", "`flip`"),
    ("`fit-in`", "`fit=scale-down`; `contain` or `pad` by the filters `upscale` and `fill`"),
    ("`full-fit-in`, `adaptive-fit-in`", "not covered: no such fit"),
    ("`left`, `right`, `top`, `bottom`, `center`, `middle`", "`g`"),
    ("`smart`", "`g=auto`"),
)
"""The parts of an address before the filters, for the documentation."""


def read(path: str) -> Translation | None:
    """The translation. None if the path is not thumbor's. Raises ValueError for unsupported options."""
    first, _, rest = path.removeprefix("/").partition("/")
    first = unquote(first)
    if first != "unsafe" and not _SIGNATURE.fullmatch(first):
        return None
    text = unquote(rest)
    found = _OPTIONS.match(text)
    assert found is not None, "every part of the pattern is optional"
    if text[found.end() :].startswith("filters:"):
        raise ValueError("filters: expected a list such as blur(7):grayscale()")
    draft = Draft()
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    _geometry(draft, parts)
    for name, arguments in _FILTER.findall(parts.get("filters", "")):
        obey(BY_NAME, name, arguments, draft)
    _finish(draft, parts)
    signature = None if first == "unsafe" else VendorSignature(Scheme.THUMBOR, rest, first)
    return translation(Vendor.THUMBOR, draft, text[found.end() :], signature)


def _geometry(draft: Draft, parts: dict[str, str]) -> None:
    for name, why in (
        ("debug", "debug: not covered: focal points are not drawn"),
        ("crop", "crop: not covered: a part of the image cannot be chosen in pixels"),
    ):
        if parts.get(name, "0x0:0x0") != "0x0:0x0":
            raise ValueError(why)
    if parts.get("fit", "fit-in") != "fit-in":
        raise ValueError(f"{parts['fit']}: not covered: no such fit")
    if parts.get("corner") == ":bottom-right":
        raise ValueError("trim:bottom-right: not covered: the colour of the top left corner is used")
    if "trimmed" in parts:
        # two colours that differ by d in each channel have a distance of √3 d
        draft.ask(trim=max(1, round(int(parts.get("trim", ":0")[1:]) / 3**0.5)))


def _finish(draft: Draft, parts: dict[str, str]) -> None:
    """Size and fit, with the filters' changes, then the rotations, which thumbor applies at the end."""
    sides = {side: parts[side] for side in ("w", "h") if parts.get(side, "0").strip("0")}
    if set(sides.values()) == {"orig"} and len(sides) == 2:
        sides = {}
    if "orig" in sides.values():
        raise ValueError("size: orig is not covered for one side")
    share = float(draft.notes.get("proportion", "1"))
    draft.ask(**{side: max(1, round(int(length) * share)) for side, length in sides.items()})
    if sides:
        draft.ask(**_fit(draft, is_fitted="fit" in parts, count=len(sides)), g=_gravity(parts))
    if "meta" in parts:
        draft.asked["f"] = "json"
    draft.turn_the_result(Turn().flipped("h" * ("mirrored" in parts) + "v" * ("upended" in parts)))
    draft.turn_the_result(Turn().rotated(int(draft.notes.get("rotate", "0"))))


def _fit(draft: Draft, *, is_fitted: bool, count: int) -> dict[str, str]:
    notes = draft.notes
    if not is_fitted:
        fit = "squeeze" if "stretch" in notes else "crop" if "no_upscale" in notes else "cover"
        return {"fit": fit, "enlarge": "0" if "no_upscale" in notes else "1"}
    enlarge = "1" if "upscale" in notes and "no_upscale" not in notes else "0"
    if "fill" in notes and count == 2:
        return {"fit": "pad", "enlarge": enlarge, "bg": notes["fill"]}
    return {"fit": "contain", "enlarge": enlarge}


def _gravity(parts: dict[str, str]) -> str:
    if "smart" in parts:
        return "auto"
    across, down = parts.get("halign", "center"), parts.get("valign", "middle")
    return "-".join(word for word in (down, across) if word not in ("center", "middle")) or "center"
