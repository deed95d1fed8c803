"""First stage: what the path names."""

from pixelflare.delivery.absence import NeverThere
from pixelflare.delivery.paths import parse as parse_path
from pixelflare.delivery.records import Parsed, View


def parse(view: View) -> Parsed:
    """Raises NotFound for a path that no image can have."""
    asked = parse_path(view.path)
    if asked is None:
        raise NeverThere("there is no such image")
    return Parsed(view, asked)
