"""Handles: names that can replace the owner in CDN paths."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from schema.addresses.names import RESERVED_OWNERS
from schema.limits import MAX_HANDLE_LENGTH, MIN_HANDLE_LENGTH

HANDLE_PATTERN = rf"^[a-z0-9][a-z0-9_-]{{{MIN_HANDLE_LENGTH - 1},{MAX_HANDLE_LENGTH - 1}}}$"
OWNER_PATTERN = r"^[a-z2-7]{20}$"
"""The form of owner ids, which identity derives from a login; see pixelflare.identity.logins."""

RESERVED_HANDLES = RESERVED_OWNERS | frozenset(
    {
        # names that the product, its operator or web conventions may need one day
        *("about", "account", "accounts", "blog", "callback", "cdn", "cdn-cgi", "contact", "dashboard"),
        *("download", "downloads", "explore", "feed", "files", "graphql", "help", "home", "image", "images", "img"),
        *("index", "legal", "logout", "mail", "me", "media", "metrics", "new", "news", "oauth", "oauth2", "openapi"),
        *("pricing", "privacy", "private", "public", "register", "rss", "search", "settings", "share", "shop"),
        *("signin", "signout", "signup", "sitemap", "status", "studio", "terms", "upload", "uploads", "user", "users"),
        *("v1", "v2", "v3", "webhook", "webhooks", "www"),
        # first words of other vendors' addresses (docs/dialects.md)
        *("insecure", "unsafe"),
        # names that could be mistaken for the operator
        *("abuse", "administrator", "billing", "copyright", "dmca", "hostmaster", "info", "moderator", "noreply"),
        *("no-reply", "official", "operator", "owner", "pixelflare", "postmaster", "root", "security", "staff"),
        *("support", "sysadmin", "system", "team", "webmaster"),
        # placeholder values of programs
        *("anonymous", "default", "false", "nan", "nil", "none", "null", "true", "undefined", "unknown"),
    }
)


def _without_separators(text: str) -> str:
    """The letters of the name: `pixel-flare` and `support_` count as the words that they hide."""
    return re.sub(r"[-_]", "", text)


_RESERVED = frozenset(map(_without_separators, RESERVED_HANDLES))


def is_handle(text: str) -> bool:
    """Whether anybody can have this handle."""
    return (
        re.fullmatch(HANDLE_PATTERN, text) is not None
        and _without_separators(text) not in _RESERVED
        and not is_owner(text)
    )


def is_owner(text: str) -> bool:
    """Whether a login could be this owner."""
    return re.fullmatch(OWNER_PATTERN, text) is not None


def _free_for_users(handle: str) -> str:
    if not is_handle(handle):
        raise ValueError(f"this handle is reserved: {_why_reserved(handle)}")
    return handle


def _why_reserved(handle: str) -> str:
    if is_owner(handle):
        return "it looks like an owner's id"
    word = next(word for word in sorted(RESERVED_HANDLES) if _without_separators(word) == _without_separators(handle))
    return f"it counts as the word {word!r}; docs/limits.md lists the reserved words"


Handle = Annotated[str, StringConstraints(pattern=HANDLE_PATTERN), AfterValidator(_free_for_users)]
