"""XMP (ISO 16684-1) that a public copy keeps: a packet in which every name is on the list, by its namespace.

Prefixes mean nothing: a place may be `photoshop:City`, `p:City` or `Iptc4xmpExt:LocationCreated`.
"""

import re

from pixelflare.imaging.metadata.location import tells_location

_ALL = None
_KNOWN: dict[bytes, frozenset[bytes] | None] = {
    b"adobe:ns:meta/": _ALL,
    b"http://www.w3.org/1999/02/22-rdf-syntax-ns#": _ALL,
    b"http://ns.adobe.com/hdr-gain-map/1.0/": _ALL,
    b"http://ns.google.com/photos/1.0/container/": _ALL,
    b"http://ns.google.com/photos/1.0/container/item/": _ALL,
    b"http://ns.google.com/photos/1.0/panorama/": _ALL,
    b"http://ns.adobe.com/xap/1.0/": frozenset({b"CreateDate", b"ModifyDate", b"MetadataDate", b"CreatorTool"}),
    b"http://ns.adobe.com/xap/1.0/rights/": frozenset({b"Marked", b"Owner", b"UsageTerms", b"WebStatement"}),
    b"http://purl.org/dc/elements/1.1/": frozenset({b"creator", b"rights", b"format"}),
    b"http://ns.adobe.com/tiff/1.0/": frozenset({b"Orientation", b"Make", b"Model"}),
    b"http://ns.adobe.com/exif/1.0/": frozenset({b"ColorSpace", b"PixelXDimension", b"PixelYDimension"}),
}
"""How pixels are shown, how the picture was made, and whose it is."""
_MAX_BYTES = 65_502
_DECLARED = re.compile(rb"\sxmlns:([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TAG = re.compile(rb"</?([\w.-]+):([\w.-]+)((?:\s+[\w.-]+:[\w.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)\s*/?>")
_ATTRIBUTE = re.compile(rb"([\w.-]+):([\w.-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_INSTRUCTION = re.compile(rb"<\?xpacket [^<>]*\?>")
_GAIN_MAP_VERSION = re.compile(rb"hdrgm:Version\s*=\s*[\"']([\d.]{1,8})[\"']")
_GAIN_MAP_ITEM = re.compile(rb"<[^<>]*Item:Semantic\s*=\s*[\"']GainMap[\"'][^<>]*>")
_ITEM_LENGTH = re.compile(rb"Item:Length\s*=\s*[\"'](\d{1,10})[\"']")


def is_known(packet: bytes) -> bool:
    """Whether all of the packet may be kept."""
    if len(packet) > _MAX_BYTES or b"\0" in packet or b"&" in packet or tells_location(packet):
        return False
    body = _INSTRUCTION.sub(b"", packet)
    tags = _TAG.findall(body)
    if not tags or len(tags) != body.count(b"<"):
        return False
    declared = [(prefix, one or other) for prefix, one, other in _DECLARED.findall(body)]
    spaces = dict(declared)
    if len(set(declared)) != len(spaces):
        return False
    names = [(prefix, local) for prefix, local, _ in tags]
    names += [name for _, _, attributes in tags for name in _ATTRIBUTE.findall(attributes)]
    return all(_is_listed(spaces, prefix, local) for prefix, local in names)


def _is_listed(spaces: dict[bytes, bytes], prefix: bytes, local: bytes) -> bool:
    if prefix in (b"xmlns", b"xml"):
        return prefix == b"xmlns" or local == b"lang"
    space = spaces.get(prefix, b"")
    if space not in _KNOWN:
        return False
    listed = _KNOWN[space]
    return listed is None or local in listed


def gain_map_only(packet: bytes) -> bytes:
    """A packet that says where the gain map is, and nothing else of this one; empty when this one doesn't say it."""
    version, item = _GAIN_MAP_VERSION.search(packet), _GAIN_MAP_ITEM.search(packet)
    length = _ITEM_LENGTH.search(item[0]) if item else None
    if version is None or length is None:
        return b""
    return (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/"'
        b' xmlns:Container="http://ns.google.com/photos/1.0/container/"'
        b' xmlns:Item="http://ns.google.com/photos/1.0/container/item/" hdrgm:Version="' + version[1] + b'">'
        b'<Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource">'
        b'<Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li>'
        b'<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Mime="image/jpeg"'
        b' Item:Length="' + length[1] + b'"/></rdf:li></rdf:Seq></Container:Directory>'
        b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
