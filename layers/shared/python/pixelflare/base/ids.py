"""Identifiers: ULIDs (https://github.com/ulid/spec), sortable by the time they were made, and random nonces."""

import secrets


def new_image_id() -> str:
    from ulid import ULID  # looks up its own version among the installed packages, which only new images need wait for

    return f"img_{ULID()}"


def new_nonce() -> str:
    """128 random bits, safe in URLs and object keys."""
    return secrets.token_urlsafe(16)
