"""The demo album: its photographs, and their descriptions for the API."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "photographs"
ALBUM = "demo"
ALBUM_TITLE = "Demo"


class Photograph(NamedTuple):
    filename: str
    alt: str
    license: str
    tags: tuple[str, ...]

    def read(self) -> bytes:
        return (FOLDER / self.filename).read_bytes()


PHOTOGRAPHS = (
    Photograph("dandelion.jpg", "A dandelion gone to seed in low evening sun", "CC0-1.0", ("plant", "evening")),
    Photograph("coffee.jpg", "An espresso in a red cup on a wooden table", "CC0-1.0", ("coffee",)),
    Photograph("chelsea.jpg", "The face of a tabby cat", "CC0-1.0", ("cat",)),
    Photograph(
        "photographer.jpg", "A man behind a camera on a tripod, in black and white", "CC0-1.0", ("person", "gray")
    ),
    Photograph("gravel.jpg", "Gravel seen from above, in black and white", "CC0-1.0", ("texture", "gray")),
)
