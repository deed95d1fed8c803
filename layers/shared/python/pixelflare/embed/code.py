"""HTML, Markdown, BBCode and CSS for an image's addresses. All text is escaped for its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from schema.addresses.formats import Format

_LEAST_LARGE_CARD = (300, 157)
"""Smaller images get no large card
(https://developer.x.com/en/docs/x-for-websites/cards/overview/summary-card-with-large-image)."""


class Cut(NamedTuple):
    """One size of the image in pixels, and its address in a format. None is the best format for the browser."""

    width: int
    height: int
    address: Callable[[Format | None], str]


@dataclass(frozen=True, kw_only=True)
class Show:
    """What the page can show."""

    cuts: tuple[Cut, ...]
    """By width, narrowest first."""
    main_width: int
    alt: str
    sizes: str | None
    is_whole: bool
    """Whether the cuts are one image in several widths."""
    still: Format
    """For browsers that support neither AVIF nor WebP."""
    placeholder: str | None
    color: str | None

    @property
    def main(self) -> Cut:
        """The default image: the widest up to `main_width`."""
        return next((cut for cut in reversed(self.cuts) if cut.width <= self.main_width), self.cuts[0])


def pieces(show: Show, *, direct: str) -> dict[str, Any]:
    """The fields of schema.library.embed.EmbedCode that follow from the cuts."""
    src = show.main.address(None)
    return {
        "src": src,
        "width": show.main.width,
        "height": show.main.height,
        "widths": [cut.width for cut in show.cuts],
        "alt": show.alt,
        "placeholder": show.placeholder,
        "color": show.color,
        "img": _img(show),
        "picture": _picture(show),
        "markdown": f"![{_in_markdown(show.alt)}]({src})",
        "bbcode": f"[url={direct}][img]{src}[/img][/url]",
        "css": _css(show),
    }


def open_graph(card: Cut, *, alt: str) -> str:
    """For a page's head: the image in link previews. JPEG, because not all of them support more."""
    address = card.address(Format.JPEG)
    is_large = card.width >= _LEAST_LARGE_CARD[0] and card.height >= _LEAST_LARGE_CARD[1]
    said = [
        ("property", "og:image", address),
        ("property", "og:image:type", Format.JPEG.content_type),
        ("property", "og:image:width", str(card.width)),
        ("property", "og:image:height", str(card.height)),
        ("property", "og:image:alt", alt),
        ("name", "twitter:card", "summary_large_image" if is_large else "summary"),
        ("name", "twitter:image", address),
        ("name", "twitter:image:alt", alt),
    ]
    return "\n".join(_element("meta", {kind: name, "content": value}) for kind, name, value in said if value)


def _img(show: Show) -> str:
    return _element("img", {"src": show.main.address(None)} | _choice(show, None) | _frame(show))


def _picture(show: Show) -> str:
    sources = [
        _element("source", {"type": format_.content_type} | _source(show, format_))
        for format_ in (Format.AVIF, Format.WEBP)
    ]
    img = _element("img", {"src": show.main.address(show.still)} | _choice(show, show.still) | _frame(show))
    return "\n".join(["<picture>", *sources, img, "</picture>"])


def _choice(show: Show, format_: Format | None) -> dict[str, str]:
    """For several widths. A single one needs none."""
    if not show.is_whole or len(show.cuts) == 1:
        return {}
    return {"srcset": ", ".join(f"{cut.address(format_)} {cut.width}w" for cut in show.cuts), "sizes": _sizes(show)}


def _source(show: Show, format_: Format) -> dict[str, str]:
    return _choice(show, format_) or {"srcset": show.main.address(format_)}


def _sizes(show: Show) -> str:
    return show.sizes or f"(max-width: {show.main.width}px) 100vw, {show.main.width}px"


def _frame(show: Show) -> dict[str, str]:
    """Reserves the image's space in the page."""
    attributes = {
        "width": str(show.main.width),
        "height": str(show.main.height),
        "alt": show.alt,
        "loading": "lazy",
        "decoding": "async",
    }
    if show.placeholder:
        attributes["style"] = f"background:{show.color} url({show.placeholder}) center/cover no-repeat"
    return attributes


def _css(show: Show) -> str:
    """A background that keeps its aspect ratio. A second image is for high-density screens, if there is one."""
    main = show.main
    lines = [f"background-color: {show.color};"] if show.color else []
    lines.append(f'background-image: url("{main.address(None)}");')
    denser = next((cut for cut in show.cuts if cut.width >= 1.5 * main.width), None)
    if denser and show.is_whole:
        density = f"{denser.width / main.width:.3g}x"
        lines.append(
            f'background-image: image-set(url("{main.address(None)}") 1x, url("{denser.address(None)}") {density});'
        )
    return "\n".join([*lines, "background-size: cover;", f"aspect-ratio: {main.width} / {main.height};"])


def _element(name: str, attributes: dict[str, str]) -> str:
    """An element without content. Attribute values are in double quotes, with &, <, > and quotes escaped."""
    said = "".join(f' {attribute}="{escape(value)}"' for attribute, value in attributes.items())
    return f"<{name}{said}>"


def _in_markdown(text: str) -> str:
    """Escapes characters with a meaning by a backslash (https://spec.commonmark.org/0.31.2/#backslash-escapes)."""
    return re.sub(r"([\\`*_\[\]<>&!~])", r"\\\1", text)
