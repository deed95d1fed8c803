"""Whom the AWS endpoint answers: only those who call it by a name of this machine."""

import re
from collections.abc import Iterable

from local.aws_port.refusals import Refused
from local.wsgi import Application, Environ, StartResponse

THIS_MACHINE = re.compile(r"(localhost|[a-z0-9.-]+\.localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", re.IGNORECASE)


def only_this_machine(application: Application) -> Application:
    """`application` for callers that name this machine as the host.

    A foreign page can point a host name of its own here and then reads like a page of the same origin (DNS rebinding).
    Its requests carry that name.
    """

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if THIS_MACHINE.fullmatch(environ.get("HTTP_HOST", "")) is None:
            refused = Refused("421 Misdirected Request", "InvalidHost", "The host is not a name of this machine.")
            return refused.answer(environ, start_response)
        return application(environ, start_response)

    return guarded
