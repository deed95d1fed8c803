"""When AWS itself can not answer: too much asked of it, out of order, out of reach, each after the client's own retries."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as UnreachableError

from pixelflare.base.errors import Unavailable

_BUSY = frozenset(
    {
        *("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
        *("InternalServerError", "ServiceUnavailable"),
    }
)
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html"""


@contextmanager
def outages_are_unavailable(what: str = "the table") -> Iterator[None]:
    """Raises Unavailable for what will pass by itself; what we ask wrongly, or may not ask, stays the bug that it is."""
    try:
        yield
    except (UnreachableError, HTTPClientError) as unreachable:
        raise _unavailable(what) from unreachable
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY:
            raise _unavailable(what) from error
        raise


def _unavailable(what: str) -> Unavailable:
    return Unavailable(f"{what} can not be asked at the moment", retry_after_seconds=1)
