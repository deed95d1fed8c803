"""X-Ray is an operator's decision: off, no function has the right, the variable or the library in memory."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.functions import FUNCTIONS
from tests.stacks.reading import of_type, rights

ROOT = Path(__file__).parents[2]
XRAY = {("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")}


def _is_on(function: dict[str, Any]) -> tuple[Any, Any]:
    return function.get("TracingConfig"), function["Environment"]["Variables"].get("TRACING")


def test_nothing_is_traced_unless_it_is_turned_on(resources: dict[str, Any]) -> None:
    functions = of_type(resources, "AWS::Lambda::Function")
    assert {_is_on(function) for function in functions.values()} == {(None, None)}
    assert not any(action.startswith("xray:") for folder in FUNCTIONS for action, _ in rights(resources, folder))


def test_everything_is_traced_where_it_is_turned_on(switched_on: dict[str, dict[str, Any]]) -> None:
    resources = switched_on["service"]["Resources"]
    for function in of_type(resources, "AWS::Lambda::Function").values():
        assert _is_on(function) == ({"Mode": "Active"}, "on")
    for folder in FUNCTIONS:
        assert {right for right in rights(resources, folder) if right[0].startswith("xray:")} == XRAY


@pytest.mark.parametrize(("variables", "loaded"), [({}, False), ({"TRACING": "off"}, False), ({"TRACING": "on"}, True)])
def test_a_handler_loads_the_tracer_only_where_it_is_turned_on(variables: dict[str, str], loaded: bool) -> None:
    assert _handled(variables) == f"{loaded} {{'seen': {{'secret': 1}}}}\n"


def test_a_traced_call_is_told_to_x_rays_daemon_without_what_it_was_about() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(30)
        in_lambda = {
            "TRACING": "on",
            "LAMBDA_TASK_ROOT": "/var/task",
            "_X_AMZN_TRACE_ID": f"Root=1-5759e988-{'b' * 24};Parent={'5' * 16};Sampled=1",
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{daemon.getsockname()[1]}",
        }
        _handled(in_lambda)
        told = daemon.recv(65_536).decode()
    assert '"parent_id": "5555555555555555"' in told or '"parent_id":"5555555555555555"' in told
    assert "secret" not in told


def _handled(variables: dict[str, str]) -> str:
    """What a fresh process prints that calls a handler: whether X-Ray's library is loaded, and the answer."""
    script = (
        "import sys; from pixelflare.base.observability import observed; from tests.lambda_events import Context\n"
        "handler = observed(lambda event, context: {'seen': event})\n"
        "print('aws_xray_sdk' in sys.modules, handler({'secret': 1}, Context('api')))"
    )
    path = os.pathsep.join((".", "layers/shared/python"))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path} | variables
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
