"""ministack in a process of its own, reached on loopback only, forgetting everything when it ends.

What it does otherwise than AWS, and what that costs this test:

- It has no `CloudFront::KeyGroup`, `CloudFront::PublicKey` and `Cognito::ManagedLoginBranding`: they are pruned, with every
  reference to them, so nothing is signed here.
- It runs functions on this machine's Python and processor, so the packages are a layer built for this machine.
- It answers 500 where a function answers 204 without a body: the deletion is judged by what it leaves behind.
- It serves nothing through the distribution: requests go to the HTTP API, by the name in the Host header.
- It does not know the sign-in flow `USER_AUTH`: the token comes by `ADMIN_USER_PASSWORD_AUTH`.
- It evaluates no permissions.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 240

PRUNED = {
    "AWS::Cognito::ManagedLoginBranding": "tests/stacks/test_storage.py",
    "AWS::CloudFront::KeyGroup": "tests/stacks/test_signing_keys.py",
    "AWS::CloudFront::PublicKey": "tests/stacks/test_signing_keys.py",
    "AWS::S3Vectors::VectorBucket": "tests/stacks/test_meaning.py",
    "AWS::S3Vectors::Index": "tests/stacks/test_meaning.py",
    "AWS::Logs::Delivery": "tests/stacks/test_access_logs.py",
    "AWS::Logs::DeliveryDestination": "tests/stacks/test_access_logs.py",
    "AWS::Logs::DeliverySource": "tests/stacks/test_access_logs.py",
}
"""Resource types that the emulator's CloudFormation does not have, so the templates are deployed without them; and the
test that holds their properties to AWS's documentation instead. `make smoke` shows the keys at work on AWS."""


@contextmanager
def emulator(command: Path, *, folder: Path) -> Iterator[str]:
    """The emulator's address until the block ends; its log is `emulator.log` in the folder."""
    port = _free_port()
    settings = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),  # where it would keep state
        "TMPDIR": str(folder),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # would listen on every interface
        "PERSIST_STATE": "0",
        "S3_PERSIST": "0",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    with (folder / "emulator.log").open("w") as log:
        # A group of its own: the functions that it starts must end with it.
        process = subprocess.Popen([command], env=settings, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(process, url)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=20)


def _wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the emulator ended with {process.returncode}")
        try:
            if httpx.get(f"{url}/_ministack/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)  # another process's start has no event to wait for
    raise AssertionError(f"the emulator is not ready after {START_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prune(template: Mapping[str, Any], types: Mapping[str, str] = PRUNED) -> dict[str, Any]:
    """The template without resources of these types, and without any property, list element or output that names one."""
    gone = {name for name, each in template["Resources"].items() if each["Type"] in types}
    kept = {name: each for name, each in template["Resources"].items() if name not in gone}
    pruned: dict[str, Any] = _without(dict(template) | {"Resources": kept}, gone)
    return pruned


def _without(value: Any, gone: set[str]) -> Any:
    if isinstance(value, dict):
        return {
            name: _without(inner, gone)
            for name, inner in value.items()
            if not _names(inner, gone) and not (name == "DependsOn" and isinstance(inner, str) and inner in gone)
        }
    if isinstance(value, list):
        kept = (inner for inner in value if not (isinstance(inner, str) and inner in gone) and not _names(inner, gone))
        return [_without(inner, gone) for inner in kept]
    return value


def _names(value: Any, gone: set[str]) -> bool:
    match value:
        case {"Ref": name} if name in gone:
            return True
        case {"Fn::GetAtt": [name, _]} if name in gone:
            return True
        case {"Value": inner, **rest} if set(rest) <= {"Export", "Description"}:  # an output
            return _names(inner, gone)
    return False
