"""Words in texts that tell where a picture was taken. A guard behind the lists of what is kept, for texts that are on them."""

import re

_PLACE_WORDS = re.compile(
    rb"GPS|Gps|gps(?![a-z])"
    rb"|GImage:Data|ns\.google\.com/photos/1\.0/image/"  # a whole JPEG in base 64, with EXIF of its own
    rb"|(?i:latitude|longitude|geotag|geo:lat|iso6709|[:<]location|locationcreated|locationshown|sublocation"
    rb"|photoshop:(?:city|state|country)|countrycode|provincestate)"
)


def tells_location(packet: bytes) -> bool:
    """Whether text (XMP, comments; 8 or 16 bits a character) names a place or GPS values."""
    return _PLACE_WORDS.search(packet.replace(b"\0", b"")) is not None
