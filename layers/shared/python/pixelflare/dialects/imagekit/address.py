"""ImageKit: /tr:{transformations}/{source}, or ?tr={transformations} after the source.

An account may precede it. The source is one of our paths, or {folder}/{filename} or {filename} as on the site. The
account is then the owner's handle, and the folder the album.

Source: its documentation, "Resize, crop and other common transformations" and "Security", signed URLs.
"""

from urllib.parse import parse_qsl, unquote

from pixelflare.dialects.chain import chained
from pixelflare.dialects.draft import Draft, obey
from pixelflare.dialects.imagekit.options import BY_NAME, FITS
from pixelflare.dialects.signatures import Scheme, VendorSignature
from pixelflare.dialects.sizes import ask_sides
from pixelflare.dialects.sources import image_path_in
from pixelflare.dialects.translation import Translation, Vendor, translation
from pixelflare.dialects.turns import Turn
from schema.addresses.names import DEFAULT_ALBUM

_MARK = "tr:"
_FOR_EVER = "9999999999"
"""The signed expiry of an address without one."""


def read(path: str, query: str) -> Translation | None:
    """The translation. None if neither path nor query is ImageKit's. Raises ValueError for unsupported options."""
    segments = path.removeprefix("/").split("/")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    marked = [unquote(one) for one in segments if unquote(one).startswith(_MARK)]
    if not marked and "tr" not in asked:
        return None
    bare = [one for one in segments if not unquote(one).startswith(_MARK)]
    # /{account}/tr:.../{source}, unless the site uses ImageKit below its own name
    has_endpoint = len(bare) == 4 and bare[0] == segments[0] and image_path_in(bare[:3]) is None
    text = ":".join([*(one.removeprefix(_MARK) for one in marked), *filter(None, [asked.get("tr")])])
    draft = _whole(text)
    if len(bare) == 2 and unquote(segments[1]).startswith(_MARK):
        bare.insert(1, DEFAULT_ALBUM)  # no folder: {account}/tr:.../{filename}
    first = next((at for at, one in enumerate(segments[:2]) if unquote(one).startswith(_MARK)), int(has_endpoint))
    signed = "/".join(segments[first:])  # without the endpoint
    signature = _signature(signed, query, asked)
    if signature is not None and not marked and not has_endpoint:
        # The first segment is a folder behind a host of the site's own, or the account, which is the endpoint's.
        inner = _signature("/".join(segments[1:]), query, asked)
        signature = signature._replace(other_text=inner.text if inner else "")
    if signature is not None and "ik-t" in asked:
        obey(BY_NAME, "ik-t", asked["ik-t"], draft)
    return translation(Vendor.IMAGEKIT, draft, unquote("/".join(bare[1:] if has_endpoint else bare)), signature)


def _signature(path: str, query: str, asked: dict[str, str]) -> VendorSignature | None:
    """The signed text: everything after the endpoint, without the two signing parameters, and the expiry."""
    if "ik-s" not in asked:
        return None
    rest = "&".join(pair for pair in query.split("&") if not pair.startswith(("ik-s=", "ik-t=")))
    text = path + (f"?{rest}" if rest else "") + asked.get("ik-t", _FOR_EVER)
    return VendorSignature(Scheme.IMAGEKIT, text, asked["ik-s"])


def _whole(text: str) -> Draft:
    parts = [_part(one) for one in text.split(":")]
    if any("original" in part.notes for part in parts):
        untouched = Draft()
        untouched.note(original="1")
        return untouched
    return chained(parts)


def _part(text: str) -> Draft:
    draft = Draft()
    for item in filter(None, text.split(",")):
        name, _, value = item.partition("-")
        if name == "e":
            effect, _, value = value.partition("-")
            name = f"e-{effect}"
        obey(BY_NAME, name, value, draft)
    _finish(draft)
    return draft


def _finish(draft: Draft) -> None:
    """Size, fit and focus first, then the rotation, which follows them."""
    notes = draft.notes
    if sides := ask_sides(draft):
        crop = notes.get("mode") or notes.get("crop", "maintain_ratio")
        if crop == "force" and sides == 1:
            crop = "maintain_ratio"
        draft.ask(**FITS[crop], g=notes.get("focus", "center"))
        if notes.get("focus") == "face":
            draft.ask(zoom=notes.get("zoom", "1"))
        if crop == "pad_resize" and "bg" not in draft.asked:
            draft.ask(bg="000000")
    if "progressive" in notes and draft.asked.get("f") == "jpeg":
        draft.asked["f"] = "baseline-jpeg"
    turn = Turn().rotated(int(notes.get("rotate", "0"))).flipped(notes.get("flip", ""))
    draft.turn_the_result(turn)
