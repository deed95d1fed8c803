"""The calls of CloudFront about distribution tenants, over HTTP as botocore's model of it describes them."""

import re
import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import ServiceModel

from local.distribution_tenants import DistributionTenants, RefusedError
from local.rest_xml import parsed, written
from local.wsgi import Application, Environ, StartResponse, body_of

_NAMESPACE = "http://cloudfront.amazonaws.com/doc/2020-05-31/"
_OPERATIONS = (
    "CreateDistributionTenant",
    "GetDistributionTenant",
    "UpdateDistributionTenant",
    "DeleteDistributionTenant",
    "GetManagedCertificateDetails",
)
_PHRASES = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found", 409: "Conflict"}

Answer = tuple[int, dict[str, str], bytes]


def tenants_api(application: Application, tenants: DistributionTenants) -> Application:
    """`application` with the calls in front."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if _operation(method, path) is None:
            return application(environ, start_response)
        headers = {"If-Match": environ.get("HTTP_IF_MATCH", "")}
        answer = answer_of(tenants, method, path, headers, body_of(environ))
        assert answer is not None
        status, told, body = answer
        start_response(
            f"{status} {_PHRASES.get(status, 'Refused')}", [*told.items(), ("Content-Length", str(len(body)))]
        )
        return [body]

    return guarded


def answer_of(
    tenants: DistributionTenants, method: str, path: str, headers: dict[str, str], body: bytes
) -> Answer | None:
    """Status, headers and body; None for a call about something else."""
    found = _operation(method, path)
    if found is None:
        return None
    operation, names = found
    try:
        asked = parsed(operation.input_shape, body) | names | _from_headers(operation, headers)
        missing = [name for name in operation.input_shape.required_members if name not in asked]
        if missing and missing != ["IfMatch"]:
            raise RefusedError(400, "InvalidArgument", f"Missing: {', '.join(missing)}.")
        members, etag = tenants.call(operation.name, asked)
    except ValueError as error:
        return _refusal(RefusedError(400, "MalformedInput", str(error)))
    except RefusedError as refused:
        return _refusal(refused)
    told = {"Content-Type": "text/xml"} | ({"ETag": etag} if etag else {})
    return operation.http["responseCode"], told, _body(operation, members)


def _operation(method: str, path: str) -> tuple[Any, dict[str, str]] | None:
    """The operation of the model that has this address, with the names in the address."""
    for operation, pattern in _addresses():
        match = pattern.fullmatch(path)
        if match and operation.http["method"] == method:
            return operation, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


@cache
def _addresses() -> list[tuple[Any, re.Pattern[str]]]:
    model = ServiceModel(Loader().load_service_model("cloudfront", "service-2"))
    operations = [model.operation_model(name) for name in _OPERATIONS]
    return [(each, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", each.http["requestUri"]))) for each in operations]


def _from_headers(operation: Any, headers: dict[str, str]) -> dict[str, str]:
    places = {
        name: each.serialization["name"]
        for name, each in operation.input_shape.members.items()
        if each.serialization.get("location") == "header"
    }
    return {name: headers[header] for name, header in places.items() if headers.get(header)}


def _body(operation: Any, members: dict[str, Any]) -> bytes:
    """The one member that is the answer's body."""
    if operation.output_shape is None:
        return b""
    payload = operation.output_shape.serialization["payload"]
    shape = operation.output_shape.members[payload]
    return written(shape, members[payload], tag=payload, namespace=_NAMESPACE)


def _refusal(refused: RefusedError) -> Answer:
    body = (
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>Sender</Type><Code>{refused.code}</Code>'
        f"<Message>{refused.message}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
    )
    return refused.status, {"Content-Type": "text/xml"}, body.encode()
