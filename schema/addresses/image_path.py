"""The path of an image on the CDN."""

from typing import NamedTuple


class ImagePath(NamedTuple):
    """Where an image is seen on the CDN: its path is /{owner}/{album}/{filename}."""

    owner: str
    album: str
    filename: str

    @property
    def path(self) -> str:
        return "/" + "/".join(self)
