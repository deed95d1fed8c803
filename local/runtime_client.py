"""What a worker's process runs: AWS's own runtime client, whose API's address ends in a secret path.

Its native part takes such an address; its Python part, which reports that a handler cannot be imported, does not. This
file is run by its path and imports nothing of `local`.

The process ends with the one that started it, however that ends: standard input is a pipe that nobody writes into.
"""

import os
import signal
import sys
import threading
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any

from awslambdaric import bootstrap  # type: ignore[import-untyped]
from awslambdaric.lambda_runtime_client import LambdaRuntimeClient, LambdaRuntimeClientError  # type: ignore[import-untyped]
from awslambdaric.lambda_runtime_marshaller import to_json  # type: ignore[import-untyped]


class RuntimeClient(LambdaRuntimeClient):  # type: ignore[misc]
    def call_rapid(
        self,
        http_method: str,
        endpoint: str,
        expected_http_code: HTTPStatus,
        payload: Any = None,
        headers: Any = None,
    ) -> None:
        address, _, secret = self.lambda_runtime_address.partition("/")
        connection = HTTPConnection(address)
        body = None if http_method == "GET" else to_json(payload)
        connection.request(http_method, f"/{secret}{endpoint}", body, headers or {})
        answer = connection.getresponse()
        if answer.status != expected_http_code:
            raise LambdaRuntimeClientError(endpoint, answer.status, answer.read())


def end_with_starter() -> None:
    """Ends this process, and all that it started, when the other end of standard input is closed.

    Handlers see an empty standard input, as in Lambda. The thread waits outside the interpreter's lock.
    """
    held = os.dup(0)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)

    def wait() -> None:
        os.read(held, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    end_with_starter()
    bootstrap.run(sys.argv[1], RuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"]))
