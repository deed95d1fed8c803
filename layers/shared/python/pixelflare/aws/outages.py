"""Outages of AWS: throttling, service errors and lost connections, after the client's own retries."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as UnreachableError

from pixelflare.base.errors import Unavailable

_BUSY = frozenset(
    {
        *("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
        *("Throttling", "ThrottledException", "TooManyRequestsException", "RequestThrottled"),
        *("SlowDown", "RequestTimeout", "TooManyInvalidationsInProgress"),
        *("InternalServerError", "ServiceUnavailable"),
        *("InternalServerException", "ServiceUnavailableException", "RequestTimeoutException"),
        *("ModelTimeoutException", "ModelNotReadyException", "ModelErrorException"),
    }
)
"""What comes with a status of 400, or in place of one. DynamoDB:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html; S3:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; CloudFront:
https://docs.aws.amazon.com/cloudfront/latest/APIReference/CommonErrors.html; Bedrock:
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html; S3 Vectors:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_S3VectorBuckets_QueryVectors.html"""


@contextmanager
def outages_are_unavailable(what: str = "the table") -> Iterator[None]:
    """Raises Unavailable for temporary errors. A wrong or forbidden request stays a bug."""
    try:
        yield
    except (UnreachableError, HTTPClientError, IncompleteReadError) as broken:
        raise _unavailable(what) from broken
    except ClientError as error:
        if _is_temporary(error):
            raise _unavailable(what) from error
        raise


def _is_temporary(error: ClientError) -> bool:
    """The answer to a HEAD has no body, so S3's code is then the status itself."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or error.response["Error"]["Code"] in _BUSY


def _unavailable(what: str) -> Unavailable:
    return Unavailable(f"{what} cannot be reached at the moment", retry_after_seconds=1)
