"""The frame of each page, and how text gets into it."""

from collections.abc import Iterable
from html import escape

from pixelflare.gallery.style import BASE
from schema.library.shares import PageLanguage

LOGO = (
    '<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linejoin="round"><rect x="3" y="4" width="18" height="16" rx="3"/>'
    '<path d="m3 16 5-5 4 4 3-3 6 6"/><circle cx="15.5" cy="9" r="1.5"/></svg>'
)


def element(name: str, /, content: str = "", **attributes: str | int | bool | None) -> str:
    """An element with content that is markup already. Attributes are text: `class_` is class, `aria_label` is aria-label."""
    return f"<{name}{_attributes(attributes)}>{content}</{name}>"


def tag(name: str, /, **attributes: str | int | bool | None) -> str:
    """An element that cannot have content."""
    return f"<{name}{_attributes(attributes)}>"


def text(content: str) -> str:
    """Text as markup."""
    return escape(content)


def document(
    *,
    title: str,
    body: Iterable[str],
    language: PageLanguage,
    head: Iterable[str] = (),
    more_styles: str = "",
    is_indexed: bool = False,
) -> tuple[str, str]:
    """The document, and the styles in it."""
    styles = BASE + more_styles
    parts = (
        "<!doctype html>",
        f'<html lang="{language.value}"><head><meta charset="utf-8">',
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        "" if is_indexed else tag("meta", name="robots", content="noindex, nofollow"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        element("title", text(title)),
        *head,
        f"<style>{styles}</style></head><body>",
        *body,
        "</body></html>\n",
    )
    return "".join(parts), styles


def _attributes(attributes: dict[str, str | int | bool | None]) -> str:
    return "".join(_attribute(name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
