"""Outages of AWS: throttling, service errors and lost connections, after the client's own retries."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as UnreachableError

from pixelflare.base.errors import Unavailable

_BUSY = frozenset(
    {
        *("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
        *("InternalServerError", "ServiceUnavailable"),
        *("InternalServerException", "ServiceUnavailableException"),
        *("ModelTimeoutException", "ModelNotReadyException", "ModelErrorException"),
    }
)
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html, and from the fourth line on Bedrock's:
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html"""


@contextmanager
def outages_are_unavailable(what: str = "the table") -> Iterator[None]:
    """Raises Unavailable for temporary errors. A wrong or forbidden request stays a bug."""
    try:
        yield
    except (UnreachableError, HTTPClientError) as unreachable:
        raise _unavailable(what) from unreachable
    except ClientError as error:
        if error.response["Error"]["Code"] in _BUSY:
            raise _unavailable(what) from error
        raise


def _unavailable(what: str) -> Unavailable:
    return Unavailable(f"{what} cannot be reached at the moment", retry_after_seconds=1)
