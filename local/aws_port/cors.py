"""What pages of other origins may do: only what the bucket's own CORS rules allow.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from xml.etree import ElementTree

from werkzeug.test import EnvironBuilder, run_wsgi_app

from local.aws_port.refusals import Refused
from local.wsgi import Application, Environ, StartResponse

S3 = [("Authorization", "AWS4-HMAC-SHA256 Credential=cors/20200101/us-east-1/s3/aws4_request")]
_VARY = ("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
STORES_OWN = "moto-api"
"""The first part of the paths of the store's own interface."""
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Rule:
    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    exposed: tuple[str, ...]
    max_age: str | None

    def allows(self, origin: str, method: str, headers: Iterable[str]) -> bool:
        return (
            any(_matches(origin, each) for each in self.origins)
            and method in self.methods
            and all(any(_matches(name.lower(), each.lower()) for each in self.headers) for name in headers)
        )

    def answer(self, origin: str, headers: Iterable[str]) -> Headers:
        told = [("Access-Control-Allow-Origin", "*" if "*" in self.origins else origin), _VARY]
        told.append(("Access-Control-Allow-Methods", ", ".join(self.methods)))
        if "*" not in self.origins:
            told.append(("Access-Control-Allow-Credentials", "true"))
        if wanted := list(headers):
            told.append(("Access-Control-Allow-Headers", ", ".join(wanted)))
        if self.exposed:
            told.append(("Access-Control-Expose-Headers", ", ".join(self.exposed)))
        if self.max_age is not None:
            told.append(("Access-Control-Max-Age", self.max_age))
        return told


def by_rules_alone(application: Application, *, rules_of: Callable[[str], tuple[Rule, ...]]) -> Application:
    """`application` that tells pages only what a bucket's rules tell them. S3 asks a preflight for no signature."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return _preflight(environ, start_response, rules_of)
        origin = environ.get("HTTP_ORIGIN")
        rules = rules_of(_bucket(environ)) if origin else ()
        rule = next((each for each in rules if each.allows(origin or "", environ["REQUEST_METHOD"], ())), None)

        def told(status: str, headers: Headers, *rest: object) -> object:
            kept = [pair for pair in headers if not pair[0].lower().startswith("access-control-")]
            return start_response(status, kept + (rule.answer(origin or "", ()) if rule else []), *rest)

        return application(environ, told)

    return guarded


def _preflight(
    environ: Environ, start_response: StartResponse, rules_of: Callable[[str], tuple[Rule, ...]]
) -> Iterable[bytes]:
    origin, method = environ.get("HTTP_ORIGIN"), environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
    asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
    headers = [name.strip() for name in asked.split(",") if name.strip()]
    if origin and method:
        for rule in rules_of(_bucket(environ)):
            if rule.allows(origin, method, headers):
                start_response("200 OK", [*rule.answer(origin, headers), ("Content-Length", "0")])
                return []
    message = "CORSResponse: This CORS request is not allowed."
    return Refused("403 Forbidden", "AccessForbidden", message).answer(environ, start_response)


def bucket_rules(store: Application) -> Callable[[str], tuple[Rule, ...]]:
    """The rules of a bucket of the store by its name; none for a name that no bucket has."""

    def rules_of(bucket: str) -> tuple[Rule, ...]:
        if not bucket:
            return ()
        builder = EnvironBuilder(path=f"/{bucket}", query_string="cors", headers=S3)
        body, status, _ = run_wsgi_app(store, builder.get_environ(), buffered=True)
        text = b"".join(body)
        return tuple(_rules(text)) if status.startswith("200") else ()

    return rules_of


def _rules(text: bytes) -> Iterator[Rule]:
    root = ElementTree.fromstring(text)  # noqa: S314 - the store of this process wrote it
    for found in root.iter():
        if _name(found) == "CORSRule":
            parts = [(_name(each), each.text or "") for each in found]

            def texts(name: str, parts: list[tuple[str, str]] = parts) -> tuple[str, ...]:
                return tuple(text for each, text in parts if each == name)

            age = texts("MaxAgeSeconds")
            yield Rule(
                texts("AllowedOrigin"),
                texts("AllowedMethod"),
                texts("AllowedHeader"),
                texts("ExposeHeader"),
                age[0] if age else None,
            )


def _name(element: ElementTree.Element) -> str:
    return element.tag.rsplit("}", 1)[-1]


def _bucket(environ: Environ) -> str:
    """The bucket in the path, or nothing if no bucket can have that name."""
    name = str(environ["PATH_INFO"]).lstrip("/").partition("/")[0]
    return name if _BUCKET.fullmatch(name) and name != STORES_OWN else ""


def _matches(text: str, pattern: str) -> bool:
    return fnmatchcase(text, pattern.replace("[", "[[]").replace("?", "[?]"))
