"""First stage: what the path names."""

from pixelflare.base.errors import NotFound
from pixelflare.delivery.paths import parse as parse_path
from pixelflare.delivery.records import Parsed, View


def parse(view: View) -> Parsed:
    """Raises NotFound for a path that no image can have."""
    asked = parse_path(view.path)
    if asked is None:
        raise NotFound("there is no such image")
    return Parsed(view, asked)
