"""S3's upload forms: read as S3 reads them, checked against their policy, and answered as S3 answers.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

import hashlib
import hmac
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

from werkzeug.datastructures import FileStorage
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData, Preamble
from werkzeug.test import encode_multipart, run_wsgi_app

from local.aws_port.policies import check_conditions, expiration_of, policy_of
from local.aws_port.refusals import Refused, denied, invalid
from local.aws_port.signatures import SecretOf, policy_signature, scope_of
from local.wsgi import FORM_KEY, Application, Environ, StartResponse, body_of

_MOST_FIELD_BYTES = 20_000
_FILE = "file"


@dataclass(frozen=True)
class Form:
    """The fields before the file, by their names in lower case, and the file. Whatever follows the file is ignored."""

    bucket: str
    fields: dict[str, str]
    filename: str
    body: bytes

    @property
    def key(self) -> str:
        return self.fields["key"].replace("${filename}", self.filename)


def is_form(environ: Environ) -> bool:
    return environ["REQUEST_METHOD"] == "POST" and str(environ.get("CONTENT_TYPE")).startswith("multipart/form-data")


def form_post(application: Application, *, secret_of: SecretOf, clock: Callable[[], float]) -> Application:
    """Stores the file of a form whose policy is signed and holds. Raises Refused."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        form = _read(environ)
        _check(form, secret_of, clock())
        _replace(environ, form)
        body, status, headers = run_wsgi_app(application, environ, buffered=True)
        if status.startswith("2"):
            return _stored(form, environ, start_response)
        start_response(status, list(headers))
        return body

    return guarded


def _read(environ: Environ) -> Form:
    _, options = parse_options_header(environ["CONTENT_TYPE"])
    bucket, _, rest = environ["PATH_INFO"].strip("/").partition("/")
    if rest or environ.get("QUERY_STRING") or "HTTP_X_AMZ_TARGET" in environ:
        raise Refused("405 Method Not Allowed", "MethodNotAllowed", "A form is posted to a bucket.")
    decoder = MultipartDecoder(options.get("boundary", "").encode(), max_form_memory_size=None)
    decoder.receive_data(body_of(environ))
    decoder.receive_data(None)
    try:
        return _before_file(decoder, bucket)
    except ValueError as error:
        message = "The body of your POST request is not well-formed multipart/form-data."
        raise invalid("MalformedPOSTRequest", message) from error


def _before_file(decoder: MultipartDecoder, bucket: str) -> Form:
    """Raises ValueError for a body that is no form, Refused for one without a file."""
    fields: dict[str, str] = {}
    part, content = None, io.BytesIO()
    while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
        if isinstance(event, Field | File):
            part, content = event, io.BytesIO()
        elif isinstance(event, Data) and part is not None:
            content.write(event.data)
            if event.more_data:
                continue
            if part.name.lower() == _FILE:
                return Form(bucket, fields, part.filename if isinstance(part, File) else "", content.getvalue())
            if content.tell() > _MOST_FIELD_BYTES:
                raise invalid(
                    "MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload are too large."
                )
            fields[part.name.lower()] = content.getvalue().decode()
        elif not isinstance(event, Preamble):
            raise ValueError(event)
    raise invalid("InvalidArgument", "POST requires exactly one file upload per request.")


def _check(form: Form, secret_of: SecretOf, now: float) -> None:
    fields = form.fields
    if "key" not in fields:
        message = (
            "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."
        )
        raise invalid("InvalidArgument", message)
    if not {"policy", "x-amz-signature", "x-amz-credential"} <= fields.keys():
        raise denied()
    expected = policy_signature(scope_of(fields["x-amz-credential"]), fields["policy"], secret_of)
    if not hmac.compare_digest(expected.encode(), fields["x-amz-signature"].encode()):
        message = "The request signature we calculated does not match the signature you provided."
        raise Refused("403 Forbidden", "SignatureDoesNotMatch", message)
    policy = policy_of(fields["policy"])
    if now > expiration_of(policy):
        raise denied("Invalid according to Policy: Policy expired.")
    check_conditions(policy["conditions"], {**fields, "bucket": form.bucket}, len(form.body))


def _replace(environ: Environ, form: Form) -> None:
    """The request as it was checked: the store would also read what follows the file, and answer with any status."""
    kept = {name: value for name, value in form.fields.items() if name not in ("key", "success_action_status")}
    file = FileStorage(io.BytesIO(form.body), filename=form.filename or "file", content_type="application/octet-stream")
    boundary, body = encode_multipart({"key": form.key, **kept, _FILE: file})
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary={boundary}"
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    environ[FORM_KEY] = form.key


def _stored(form: Form, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """201 with a description, if the form asks for it; else 200 or 204 without a body."""
    etag = f'"{hashlib.md5(form.body, usedforsecurity=False).hexdigest()}"'
    location = f"http://{environ['HTTP_HOST']}/{form.bucket}/{quote(form.key, safe='-_.~')}"
    headers = [("ETag", etag), ("Location", location)]
    wanted = form.fields.get("success_action_status")
    if wanted != "201":
        start_response("200 OK" if wanted == "200" else "204 No Content", [*headers, ("Content-Length", "0")])
        return []
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>{escape(location)}</Location>'
        f"<Bucket>{escape(form.bucket)}</Bucket><Key>{escape(form.key)}</Key><ETag>{escape(etag)}</ETag></PostResponse>"
    ).encode()
    start_response("201 Created", [*headers, ("Content-Type", "application/xml"), ("Content-Length", str(len(text)))])
    return [text]
