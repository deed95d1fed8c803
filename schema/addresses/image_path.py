"""The path of an image on the CDN."""

from typing import NamedTuple


class ImagePath(NamedTuple):
    """An image's path on the CDN: /{owner}/{album}/{filename}."""

    owner: str
    album: str
    filename: str

    @property
    def path(self) -> str:
        return "/" + "/".join(self)
