"""Cloudinary: /{cloud}/image/upload/[s--{signature}--/]{transformations}/[v{version}/]{source}.

Source: its documentation, "Transformation URL API reference" and "Signed delivery URLs".
"""

import re
from urllib.parse import unquote

from pixelflare.dialects.chain import chained
from pixelflare.dialects.cloudinary_options import BY_NAME
from pixelflare.dialects.draft import Draft, obey
from pixelflare.dialects.signatures import Scheme, Signature
from pixelflare.dialects.sizes import ask_sides
from pixelflare.dialects.translation import Translation, Vendor, translation
from pixelflare.dialects.turns import Turn

_PATH = re.compile(
    r"/(?:[^/]+/)?image/(?P<type>upload|fetch|private|authenticated)/"
    r"(?:s--(?P<signature>[A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{32})--/)?(?P<rest>.+)"
)
_COMPONENT = re.compile(r"(?:[a-z]{1,3}_|\$).+")

FITS = {
    "scale": {"fit": "squeeze", "enlarge": "1"},
    "fit": {"fit": "contain", "enlarge": "1"},
    "limit": {"fit": "scale-down"},
    "fill": {"fit": "cover", "enlarge": "1"},
    "lfill": {"fit": "cover"},
    "pad": {"fit": "pad", "enlarge": "1"},
    "lpad": {"fit": "pad"},
    "thumb": {"fit": "cover", "enlarge": "1"},
    "auto": {"fit": "cover", "enlarge": "1", "g": "auto"},
}


def read(path: str) -> Translation | None:
    """Its translation; None when the path isn't Cloudinary's. Raises ValueError for what can't be done here."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    components, source = _split(found["rest"].split("/"), is_fetched=found["type"] == "fetch")
    if not all(_COMPONENT.fullmatch(unquote(one)) for one in components):
        components, source = [], found["rest"]  # a longer path than any of ours
    draft = chained(_component(unquote(one)) for one in components)
    text = "/".join([*components, source])
    return translation(Vendor.CLOUDINARY, draft, unquote(source), _signature(found["signature"], text))


def _signature(value: str | None, text: str) -> Signature | None:
    """The version stands between the transformations and the source, and is not signed."""
    return None if value is None else Signature(Scheme.CLOUDINARY, text, value)


def _split(segments: list[str], *, is_fetched: bool) -> tuple[list[str], str]:
    """The transformations, and the source: an address, or the last three segments, which all of ours have."""
    start = max(0, len(segments) - 3)
    if is_fetched:
        start = next((index for index, one in enumerate(segments) if re.match("https?(:|%3A)", one, re.I)), start)
    components, source = segments[:start], "/".join(segments[start:])
    if components and re.fullmatch("v[0-9]{1,20}", components[-1]):
        components = components[:-1]
    return components, source


def _component(text: str) -> Draft:
    draft = Draft()
    for item in filter(None, text.split(",")):
        name, _, value = item.partition("_")
        if name == "e":
            effect, _, value = value.partition(":")
            obey(BY_NAME, f"e_{effect}", value, draft)
        elif name == "fl":
            for flag in value.split("."):
                obey(BY_NAME, f"fl_{flag.partition(':')[0]}", "", draft)
        else:
            obey(BY_NAME, "$" if name.startswith("$") else name, value, draft)
    _finish(draft)
    return draft


def _finish(draft: Draft) -> None:
    """Size, fit and gravity; then the turn, which comes behind them."""
    notes = draft.notes
    sides = ask_sides(draft)
    crop = notes.get("crop", "scale")
    if sides:
        fit = FITS[crop]
        draft.ask(**({"fit": "contain", "enlarge": "1"} if crop == "scale" and sides == 1 else fit))
        if crop != "auto" and "gravity" in notes:
            draft.ask(g=notes["gravity"])
        if crop == "thumb" and notes.get("gravity") == "face":
            draft.ask(zoom=notes.get("zoom", "1"))
    turn, draft.turn = draft.turn, Turn()
    draft.turn_the_result(turn)
