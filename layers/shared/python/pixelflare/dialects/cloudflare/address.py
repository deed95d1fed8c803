"""Cloudflare Images: /cdn-cgi/image/<options>/<source>. Source: its documentation, "Transform via URL"."""

from urllib.parse import unquote

from pixelflare.dialects.colours import css_color
from pixelflare.dialects.draft import Draft, by_name, covered, decimal, left_out, obey, pixels, refused, same, word
from pixelflare.dialects.translation import Translation, Vendor, translation
from pixelflare.dialects.turns import Turn

PREFIX = "/cdn-cgi/image/"

FITS = {
    "scale-down": {"fit": "scale-down"},
    "contain": {"fit": "contain", "enlarge": "1"},
    "cover": {"fit": "cover", "enlarge": "1"},
    "crop": {"fit": "crop"},
    "aspect-crop": {"fit": "cover"},
    "pad": {"fit": "pad", "enlarge": "1"},
    "squeeze": {"fit": "squeeze", "enlarge": "1"},
}
FORMATS = {name: name for name in ("auto", "avif", "webp", "jpeg", "baseline-jpeg", "png", "json")}
QUALITIES = {"high": "90", "medium-high": "80", "medium-low": "65", "low": "50"}
"""The vendor documents no numbers for its words. These are ours."""


def read(path: str) -> Translation | None:
    """The translation. None if the path is not Cloudflare's. Raises ValueError for unsupported options."""
    if not path.startswith(PREFIX):
        return None
    options, _, source = path.removeprefix(PREFIX).partition("/")
    draft = Draft()
    for item in filter(None, options.split(",")):
        name, equals, value = item.partition("=")
        if not equals:
            raise ValueError(f"{item[:60]}: expected an option such as width=300")
        obey(BY_NAME, unquote(name), unquote(value), draft)
    # the vendor mirrors first and rotates second; our order is the opposite
    draft.turn = Turn().flipped(draft.notes.get("flip", "")).rotated(int(draft.notes.get("rotate", "0")))
    return translation(Vendor.CLOUDFLARE, draft, unquote(source))


def _side(name: str, draft: Draft, value: str) -> None:
    if value == "auto":
        draft.ignore(f"{name}=auto")
    else:
        draft.ask(**{name: value})


def _fit(draft: Draft, value: str) -> None:
    if value not in FITS:
        raise ValueError(f"expected one of {', '.join(FITS)}")
    draft.ask(**FITS[value])


def _factor(name: str, draft: Draft, value: str) -> None:
    """A factor, where 0 means unchanged."""
    if decimal(value):
        draft.ask(**{name: decimal(value)})


def _turned(draft: Draft, value: str) -> None:
    draft.note(rotate=word(value, {angle: angle for angle in ("0", "90", "180", "270", "360")}))


def _flipped(draft: Draft, value: str) -> None:
    draft.note(flip=word(value, {"h": "h", "v": "v", "hv": "hv"}))


def _trimmed(draft: Draft, value: str) -> None:
    if value == "border":
        draft.note(trim="border")
        draft.ask(trim=draft.notes.get("tolerance", "auto"))
    elif set(value) - set("0;"):
        raise ValueError("not covered: pixels cannot be cut off by number; only trim=border works here")


def _tolerance(draft: Draft, value: str) -> None:
    tolerance = str(max(1, round(decimal(value))))
    draft.note(tolerance=tolerance)
    if "trim" in draft.notes:
        draft.asked.pop("trim")
        draft.ask(trim=tolerance)


RULES = (
    covered("width w", "`w`, to 4096; `auto` is left out", lambda draft, value: _side("w", draft, value)),
    covered("height h", "`h`, to 4096; `auto` is left out", lambda draft, value: _side("h", draft, value)),
    covered(
        "fit",
        "`fit`: `contain`, `cover`, `pad` and `squeeze` with `enlarge=1`; `crop` and `scale-down` alike; "
        "`aspect-crop` is `cover` without `enlarge`",
        _fit,
    ),
    same("dpr", "dpr"),
    same("gravity g", "g"),
    same("zoom face-zoom", "zoom"),
    covered(
        "quality q",
        "`q`; `high`, `medium-high`, `medium-low`, `low` are 90, 80, 65, 50",
        lambda draft, value: draft.ask(q=QUALITIES.get(value, value)),
    ),
    covered(
        "format f",
        "`f`; without it the best for the viewer, where Cloudflare keeps the source's",
        lambda draft, value: draft.ask(f=word(value, FORMATS)),
    ),
    covered(
        "anim",
        "`anim`: `false` gives the first frame",
        lambda draft, value: draft.ask(anim=word(value, {"true": "1", "false": "0"})),
    ),
    covered(
        "background", "`bg`: names, digits, `rgb()`, `rgba()`", lambda draft, value: draft.ask(bg=css_color(value))
    ),
    covered("blur", "`blur`, in whole pixels", lambda draft, value: draft.ask(blur=pixels(decimal(value)))),
    covered("brightness", "`br`", lambda draft, value: _factor("br", draft, value)),
    covered("contrast", "`co`", lambda draft, value: _factor("co", draft, value)),
    covered("gamma", "`gamma`", lambda draft, value: _factor("gamma", draft, value)),
    covered("saturation", "`sat`", lambda draft, value: draft.ask(sat=decimal(value))),
    covered("sharpen", "`sharpen`", lambda draft, value: draft.ask(sharpen=decimal(value))),
    covered("rotate", "`rotate`", _turned),
    covered("flip", "`flip`; Cloudflare mirrors before it rotates, and the translation accounts for this", _flipped),
    covered("trim", "`border` is `trim=auto`; cutting off pixels is not covered", _trimmed),
    covered("trim.border.tolerance", "`trim`, 1 to 100 of 255", _tolerance),
    covered(
        "metadata",
        "`meta`; `keep` never keeps the location; without it `none`, where Cloudflare keeps the copyright of a JPEG",
        lambda draft, value: draft.ask(meta=word(value, {"none": "none", "copyright": "copyright", "keep": "keep"})),
    ),
    covered(
        "compression",
        "`compression`: `fast` only",
        lambda draft, value: draft.ask(compression=word(value, {"fast": "fast"})),
    ),
    left_out("onerror", "errors are returned as errors"),
    left_out("slow-connection-quality scq", "the viewer's connection is not considered"),
    left_out("origin-auth", "the source is always an image of this installation"),
    refused("trim.width trim.height trim.left trim.top", "a part of the image cannot be chosen in pixels"),
    refused("border", "Cloudflare itself accepts it from Workers only"),
    refused("segment", "backgrounds are not removed"),
    refused("draw", "overlays are not drawn"),
)
BY_NAME = by_name(RULES)
