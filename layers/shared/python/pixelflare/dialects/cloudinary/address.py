"""Cloudinary: /{cloud}/image/upload/[s--{signature}--/]{transformations}/[v{version}/]{source}.

A source is one of our paths, or {folder}/{filename} or {filename} as on the site. The cloud's name is then the owner's
handle, and the folder the album.

Source: its documentation, "Transformation URL API reference" and "Signed delivery URLs".
"""

import re
from urllib.parse import unquote

from pixelflare.dialects.chain import chained
from pixelflare.dialects.cloudinary.options import BY_NAME
from pixelflare.dialects.draft import Draft, obey
from pixelflare.dialects.signatures import Scheme, VendorSignature
from pixelflare.dialects.sizes import ask_sides
from pixelflare.dialects.translation import Translation, Vendor, translation
from pixelflare.dialects.turns import Turn
from schema.addresses.names import DEFAULT_ALBUM

_PATH = re.compile(
    r"/(?:(?P<cloud>[^/]+)/)?image/(?P<type>upload|fetch|private|authenticated)/"
    r"(?:s--(?P<signature>[A-Za-z0-9_-]{8}|[A-Za-z0-9_-]{32})--/)?(?P<rest>.+)"
)
_VERSION = re.compile("v[0-9]{1,20}")
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
    """The translation. None if the path is not Cloudinary's. Raises ValueError for unsupported options."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    components, source = _split(found["rest"].split("/"), is_fetched=found["type"] == "fetch", cloud=found["cloud"])
    if not all(_COMPONENT.fullmatch(unquote(one)) for one in components):
        components, source = [], found["rest"]  # a longer path than any of ours
    draft = chained(_component(unquote(one)) for one in components)
    text = "/".join([*components, source])
    image_path = _of_cloud(unquote(source), found["cloud"])
    return translation(Vendor.CLOUDINARY, draft, image_path, _signature(found["signature"], text))


def _signature(value: str | None, text: str) -> VendorSignature | None:
    """The version is between the transformations and the source, and is not signed."""
    return None if value is None else VendorSignature(Scheme.CLOUDINARY, text, value)


def _split(segments: list[str], *, is_fetched: bool, cloud: str | None) -> tuple[list[str], str]:
    """The transformations and the source. The source is an address, or the last three segments, as in all our paths.
    With a cloud's name, it may be shorter if transformations or a version precede it."""
    start = max(0, len(segments) - 3)
    if is_fetched:
        start = next((index for index, one in enumerate(segments) if re.match("https?(:|%3A)", one, re.I)), start)
    elif cloud:
        start = max(start, _behind_options(segments))
    components, source = segments[:start], "/".join(segments[start:])
    if components and _VERSION.fullmatch(components[-1]):
        components = components[:-1]
    return components, source


def _behind_options(segments: list[str]) -> int:
    """The number of segments at the start that are a version, or transformations with known options."""
    count = next((at for at, one in enumerate(segments) if not _is_transformation(unquote(one))), len(segments))
    count += count < len(segments) and _VERSION.fullmatch(segments[count]) is not None
    return min(count, len(segments) - 1)


def _is_transformation(text: str) -> bool:
    names = {item.partition("_")[0] for item in text.split(",")}
    return "_" in text and names <= {name.partition("_")[0] for name in BY_NAME}


def _of_cloud(source: str, cloud: str | None) -> str:
    """The source with its owner, and with the default album if the vendor's path has no folder."""
    parts = source.split("/")
    if cloud is None or len(parts) > 2 or ":" in parts[0]:
        return source
    return "/".join([unquote(cloud), *([] if len(parts) == 2 else [DEFAULT_ALBUM]), *parts])


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
    """Size, fit and gravity first, then the rotation, which follows them."""
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
