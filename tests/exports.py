"""Exports of other libraries, as they are documented by people who read many of them: trees of files, as folders or ZIP parts."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

from PIL import Image

PHOTOS = "Takeout/Google Photos"


def picture(shade: int, type_: str = "JPEG") -> bytes:
    """One for each shade."""
    written = BytesIO()
    Image.new("RGB", (24, 16), (shade * 37 % 256, 90, 120)).save(written, type_)
    return written.getvalue()


def google_sidecar(title: str, taken: int = 1_600_596_727, **others: Any) -> bytes:
    said = {
        "title": title,
        "description": "",
        "imageViews": "9",
        "creationTime": {"timestamp": "1600598769", "formatted": "Sep 20, 2020, 10:46:09 AM UTC"},
        "photoTakenTime": {"timestamp": str(taken), "formatted": "Sep 20, 2020, 10:12:07 AM UTC"},
        "geoData": {"latitude": 0.0, "longitude": 0.0, "altitude": 0.0},
        "url": f"https://photos.google.com/photo/AF1Qip{crc32(title.encode()):08x}",
    }
    return json.dumps(said | others).encode()


def google_album(title: str, description: str = "") -> bytes:
    date = {"timestamp": "1672477816", "formatted": "Dec 31, 2022, 9:10:16 AM UTC"}
    return json.dumps({"title": title, "description": description, "access": "protected", "date": date}).encode()


def immich_sidecar(name: str, **others: Any) -> bytes:
    """As immich-go's archive writes it."""
    return json.dumps({"fileName": name, "dateTaken": "2023-10-01T12:34:56Z", **others}).encode()


def xmp(*properties: str) -> bytes:
    """As Immich and digiKam write it beside a picture."""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:digiKam="http://www.digikam.org/ns/1.0/">'
        f"{''.join(properties)}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def as_folder(tree: Mapping[str, bytes], into: Path) -> Path:
    for path, content in tree.items():
        file = into / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return into


def as_zip(tree: Mapping[str, bytes], into: Path) -> Path:
    into.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for path, content in tree.items():
            archive.writestr(path, content)
    return into
