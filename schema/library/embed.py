"""Markup and addresses for an image in a page: HTML, Markdown, BBCode and CSS."""

from datetime import datetime

from schema.base import Record


class EmbedCode(Record):
    """All markup is escaped for its place, and all addresses are absolute."""

    direct: str
    """The original's address."""
    short: str
    """The permanent short link. For a private image, it leads nowhere."""
    src: str
    """The address that `img`, `markdown` and `bbcode` show."""
    width: int
    height: int
    """The size of the image at `src`, in pixels."""
    widths: list[int]
    """The widths in `img` and `picture`, in pixels. Never more than the image has."""
    alt: str
    thumbhash: str | None
    placeholder: str | None
    """A PNG of about a hundred bytes as a data URI. None for an image with transparency."""
    color: str | None
    """The mean colour, as #rrggbb."""
    img: str
    picture: str
    markdown: str
    bbcode: str
    css: str
    """Declarations for a background."""
    open_graph: str
    """`<meta>` elements for a page's head."""
    expires_at: datetime | None
    """When the addresses stop working: in an hour or two for a private image, at its expiry for an expiring one."""
