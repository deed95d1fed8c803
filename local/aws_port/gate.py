"""The checks in front of the store, in AWS's order: preflights, then signatures."""

import re
import threading
import time
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlencode

from werkzeug.test import EnvironBuilder, run_wsgi_app

from local.aws_port.cors import S3, STORES_OWN, bucket_rules, by_rules_alone
from local.aws_port.forms import form_post, is_form
from local.aws_port.refusals import Refused, denied, invalid
from local.aws_port.signatures import SecretOf, check_presigned_address, check_signed_request
from local.wsgi import Application, Environ, StartResponse, body_of

_PUBLIC = re.compile(r"/[a-z0-9-]+_[A-Za-z0-9]+/\.well-known/(jwks\.json|openid-configuration)")
"""Documents of user pools. No bucket's name contains an underscore."""
_WRITES = ("PUT", "POST", "DELETE")
_TURNS = 64
"""Writes of different objects seldom wait for each other."""
_NO_UPLOAD = Refused("404 Not Found", "NoSuchUpload", "The specified upload does not exist.")


def gate(application: Application, *, secret_of: SecretOf, clock: Callable[[], float] = time.time) -> Application:
    """`application` for requests with a valid signature: in their headers, in their address, or in a form.

    Nothing else passes: no page of another origin can sign, and none learns of an answer but by a bucket's CORS rules.
    """
    application = _one_step_at_a_time(application)
    forms = form_post(application, secret_of=secret_of, clock=clock)

    def checked(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            if is_form(environ) and "HTTP_AUTHORIZATION" not in environ:
                return forms(environ, start_response)
            _check(environ, secret_of, clock())
        except Refused as refused:
            return refused.answer(environ, start_response)
        return application(environ, start_response)

    return by_rules_alone(checked, rules_of=bucket_rules(application))


def _one_step_at_a_time(application: Application) -> Application:
    """`application` that takes writes of one object one after the other, and so the steps of an upload in parts.

    The store lets two of them begin, and then one takes away what the other still reads.
    """
    turns = [threading.Lock() for _ in range(_TURNS)]

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        upload = dict(parse_qsl(environ.get("QUERY_STRING", ""))).get("uploadId") if method in _WRITES else None
        subject = upload or (environ["PATH_INFO"] if method in ("PUT", "DELETE") else None)
        if subject is None:
            return application(environ, start_response)
        with turns[hash(subject) % _TURNS]:
            if method == "PUT" and upload is not None and not _is_under_way(upload, environ, application):
                body_of(environ)  # a page is told nothing while it still sends
                return _NO_UPLOAD.answer(environ, start_response)
            return application(environ, start_response)

    return guarded


def _is_under_way(upload: str, environ: Environ, store: Application) -> bool:
    """False for an upload in parts that has ended or never was: the store itself fails at a part of it."""
    path = str(environ["PATH_INFO"]).encode("latin-1").decode()  # WSGI passes bytes as Latin-1 text
    query = urlencode({"uploadId": upload, "max-parts": 1})
    asked = EnvironBuilder(path=path, query_string=query, headers=S3).get_environ()
    _, status, _ = run_wsgi_app(store, asked, buffered=True)
    return status.startswith("200")


def _check(environ: Environ, secret_of: SecretOf, now: float) -> None:
    if environ["PATH_INFO"].lstrip("/").startswith(STORES_OWN):
        raise Refused("404 Not Found", "NotFound", "The store's own interface is closed.")
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    if "AWSAccessKeyId" in query:
        raise invalid("InvalidRequest", "The authorization mechanism you have provided is not supported.")
    if "X-Amz-Signature" in query:
        check_presigned_address(environ, query, secret_of, now)
    elif "HTTP_AUTHORIZATION" in environ:
        check_signed_request(environ, secret_of, now)
    elif environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not _PUBLIC.fullmatch(environ["PATH_INFO"]):
        raise denied()
