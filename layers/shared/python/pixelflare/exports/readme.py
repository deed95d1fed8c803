"""What an export says of itself, for whoever opens it, perhaps in years."""

from datetime import datetime

README = "README.txt"
_TEXT = """\
Export of a Pixelflare library
==============================

Owner:  {owner}
Export: {export_id}, begun {begun:%Y-%m-%d %H:%M} UTC
File:   {number} of several, each complete by itself. Unpack them all into one folder.

pictures/ALBUM/NAME   your pictures as you uploaded them, byte for byte
bin/ALBUM/NAME        those that were in the bin
records/              what Pixelflare knows of them, as text:
  images-NNNNNN.jsonl     one file for each ZIP file: title, tags, dates, what models and you have said of a picture
  library-NNNNNN.jsonl    your profile, settings, notices, webhooks, domains, albums and tags (in the last files)
  audit-NNNNNN.jsonl      what was done in your account, newest first (in the last files)
  receipts-NNNNNN.jsonl   what each month cost (in the last files)

The .jsonl files are JSON Lines (https://jsonlines.org): one object on each line, with its kind in "type". A line "file" follows the
line "image" of its picture, and says where it is in the ZIP files. A picture whose bytes were missing has a line "missing" there.

To bring an album into another installation: `pixelflare sync pictures/ALBUM`.
"""


def readme_of(*, owner: str, export_id: str, number: int, begun: datetime) -> bytes:
    return _TEXT.format(owner=owner, export_id=export_id, number=number, begun=begun).encode()
