"""The demo album: which photographs, and what the API is told about them."""

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
    Photograph("hubble-deep-field.jpg", "Thousands of galaxies on black", "Public domain", ("space", "galaxy")),
    Photograph("astronaut.jpg", "Astronaut Eileen Collins in an orange suit", "Public domain", ("space", "person")),
)
