"""What puts an image into a page: addresses and ready pieces of HTML, Markdown, BBCode and CSS."""

from datetime import datetime

from schema.base import Record


class EmbedCode(Record):
    """Everything to be pasted is escaped for where it belongs; all addresses are absolute."""

    direct: str
    """The original's address."""
    short: str
    """The address that stays right whatever the image is called; of a private image it leads nowhere."""
    src: str
    """The address that `img`, `markdown` and `bbcode` show."""
    width: int
    height: int
    """Of the picture at `src`, in pixels."""
    widths: list[int]
    """Those that `img` and `picture` offer, in pixels; never more than the image has."""
    alt: str
    thumbhash: str | None
    placeholder: str | None
    """A PNG of some hundred bytes as a data URI; None where the picture lets its background through."""
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
    """When the addresses stop working: of a private image in an hour or two, of one that expires then."""
