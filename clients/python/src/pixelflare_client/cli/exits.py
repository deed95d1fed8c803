"""What the command's exit codes mean. docs/clients.md lists them, and scripts depend on them."""

from enum import IntEnum

from pixelflare_client.errors import ApiError, ConnectionFailed, PixelflareError


class Exit(IntEnum):
    OK = 0
    FAILED = 1
    """Something else went wrong, such as a file that cannot be written."""
    USAGE = 2
    """The command line is not valid."""
    NOT_ALLOWED = 3
    """No key, an unknown one, or one that may not do this."""
    NOT_FOUND = 4
    REFUSED = 5
    """The API refused the request for another reason."""
    UNREACHABLE = 6
    """The server cannot be reached, is busy, or fails."""
    INCOMPLETE = 7
    """Some of several files or images failed. The output names them."""
    INTERRUPTED = 130


class NotSignedIn(PixelflareError):
    """There is no address or no key to use."""


class UsageFailed(PixelflareError):
    """What was asked for makes no sense."""


def exit_for(error: Exception) -> Exit:
    if isinstance(error, ApiError):
        if error.status in (401, 403):
            return Exit.NOT_ALLOWED
        if error.status in (404, 410):
            return Exit.NOT_FOUND
        return Exit.UNREACHABLE if error.status == 429 or error.status >= 500 else Exit.REFUSED
    if isinstance(error, ConnectionFailed):
        return Exit.UNREACHABLE
    if isinstance(error, NotSignedIn):
        return Exit.NOT_ALLOWED
    return Exit.USAGE if isinstance(error, UsageFailed) else Exit.FAILED
