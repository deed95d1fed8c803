"""A hash of what a picture looks like: copies of it in other sizes, formats and qualities have nearly the same one.

It is the difference hash: one bit for each of 8 by 8 neighbours, whether brightness rises from left to right.
"""

from itertools import pairwise

from PIL import Image

_SIDE = 8
_LEAST_STEP = 2
"""Of 255. What rises by less is noise, as in a plain sky."""
_WHITE = (255, 255, 255, 255)


def look_of(thumbnail: Image.Image) -> str | None:
    """64 bits as 16 hexadecimal digits, of a small RGB or RGBA picture. None where nothing rises, as in a plain colour."""
    picture = thumbnail
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, _WHITE), picture)
    grey = picture.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS).tobytes()
    rows = (grey[start : start + _SIDE + 1] for start in range(0, len(grey), _SIDE + 1))
    steps = (right - left > _LEAST_STEP for row in rows for left, right in pairwise(row))
    bits = sum(rises << place for place, rises in enumerate(steps))
    return f"{bits:016x}" if bits else None
