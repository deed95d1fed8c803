"""Pages as answers of a function, with the policy that lets a browser run nothing."""

import base64
import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pixelflare.base.errors import AppError
from pixelflare.gallery.messages import message_page
from pixelflare.gallery.texts import texts
from schema.keys.cache_tags import CACHE_TAG_HEADER
from schema.library.shares import PageLanguage
from schema.limits import GALLERY_CACHE_SECONDS

KEPT_BY_NOBODY = "private, no-store"
KEPT_BY_THE_EDGE = f"public, max-age=0, s-maxage={GALLERY_CACHE_SECONDS}"


@dataclass(frozen=True)
class Page:
    """A document, and the styles in it, which are all that it may apply."""

    html: str
    styles: str


@dataclass(frozen=True)
class GalleryAnswer:
    status: int
    page: Page | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()

    def as_response(self) -> dict[str, Any]:
        """Payload 2.0. Without a page: a redirect."""
        headers = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": KEPT_BY_NOBODY, **self.headers}
        if self.page is not None:
            headers |= {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": _policy(self.page.styles),
            }
        answer: dict[str, Any] = {
            "statusCode": self.status,
            "headers": headers,
            "body": self.page.html if self.page else "",
            "isBase64Encoded": False,
        }
        return answer | ({"cookies": list(self.cookies)} if self.cookies else {})


def kept_by_the_edge(tag: str) -> dict[str, str]:
    """For what everybody sees alike; the tag has it forgotten."""
    return {"Cache-Control": KEPT_BY_THE_EDGE, CACHE_TAG_HEADER: tag}


def refusal_page(error: AppError, *, language: PageLanguage = PageLanguage.ENGLISH) -> GalleryAnswer:
    """A page that says what is the matter. The edge keeps that nothing is there, which blunts a flood of one address."""
    text = texts(language)
    title, explanation = text.refusals.get(HTTPStatus(error.status), text.refusals[HTTPStatus.INTERNAL_SERVER_ERROR])
    html, styles = message_page(title, explanation, language=language)
    kept = {"Cache-Control": KEPT_BY_THE_EDGE} if error.status is HTTPStatus.NOT_FOUND else {}
    return GalleryAnswer(int(error.status), Page(html, styles), headers=kept | error.headers)


def _policy(styles: str) -> str:
    """Nothing runs, nothing is loaded but pictures of our own, and forms lead here only."""
    digest = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src 'self'; style-src 'sha256-{digest}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
