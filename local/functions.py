"""The template's functions as callables. Workers start on first use and are reused."""

import json
import logging
import os
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from local.assembly import AssemblyError
from local.credentials import Credentials
from local.lambda_runtime import PAYLOAD_LIMIT_BYTES, FunctionError, Launch, Worker, runtime_command
from local.provisioned import Provisioned, Resolved
from local.resolve import ACCOUNT, REGION

_log = logging.getLogger(__name__)
WORKERS_PER_FUNCTION = 4  # Lambda would start up to 1000, too many for a laptop

_LEAST_MEMORY_MB = 128
"""Lambda's own default."""


class Function:
    """One function. Calls wait while all workers are busy."""

    def __init__(self, launch: Launch, *, workers: int = WORKERS_PER_FUNCTION) -> None:
        self._launch = launch
        self._free = threading.BoundedSemaphore(workers)
        self._idle: list[Worker] = []
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        self.closed = False

    @property
    def name(self) -> str:
        return self._launch.name

    def invoke(self, event: Any) -> Any:
        """The handler's answer to `event`, decoded. Raises FunctionError."""
        payload = json.dumps(event, separators=(",", ":")).encode()
        if len(payload) > PAYLOAD_LIMIT_BYTES:
            raise FunctionError("RequestTooLarge", f"Request must be smaller than {PAYLOAD_LIMIT_BYTES} bytes")
        with self._free:
            worker = self._take()
            try:
                return json.loads(worker.invoke(payload))
            finally:
                self._give_back(worker)

    def close(self) -> None:
        """Cuts off the calls under way: they and all later ones raise FunctionError."""
        with self._lock:
            self.closed = True
            workers, self._all, self._idle = self._all, [], []
        for worker in workers:
            worker.close()

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if not worker.closed:
                    return worker
            if self.closed:
                raise FunctionError("Runtime.ExitError", "the function is closed")
            worker = Worker(self._launch)
            self._all.append(worker)
            return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if worker.closed:
                self._all = [each for each in self._all if each is not worker]
            else:
                self._idle.append(worker)


def call_asynchronously(function: Function, event: Any) -> bool:
    """Calls like an event source that waits for no answer: three attempts in all (Lambda's default), then dropped.

    A closed function gets no further attempt.
    """
    for attempt in range(1, 4):
        try:
            function.invoke(event)
        except FunctionError as error:
            if function.closed:
                return False
            _log.warning("%s: event failed, try %d of 3: %s", function.name, attempt, error)
        else:
            return True
    return False


def functions_of(
    here: Provisioned,
    *,
    endpoint_url: str,
    state: Path,
    credentials: Credentials,
    packages: Sequence[Path] = (),
    name_server: str = "",
) -> dict[str, Function]:
    """Every function of the templates that runs Python, by its physical name.

    `packages` are folders that functions import from in place of the project's environment. `name_server` is the address that a
    function gets in the variable that its metadata name (`NameServersIn`).
    """
    found = {}
    for resource in here.resources("AWS::Lambda::Function"):
        if str(resource.properties.get("Runtime", "")).startswith("python"):
            launch = _launch(
                resource, here, endpoint_url=endpoint_url, state=state, credentials=credentials, packages=packages
            )
            if name_server and (variable := resource.metadata.get("NameServersIn")):
                launch = replace(launch, environment={**launch.environment, variable: name_server})
            found[resource.identifier] = Function(launch)
    return found


def _launch(
    function: Resolved,
    here: Provisioned,
    *,
    endpoint_url: str,
    state: Path,
    credentials: Credentials,
    packages: Sequence[Path],
) -> Launch:
    properties, name = function.properties, function.identifier
    code = _code_folder(function, here, state)
    handler = properties["Handler"]
    path = [str(code), *(str(folder / "python") for folder in _layer_folders(function, here)), *map(str, packages)]
    environment = {
        **_lambda_variables(name, handler, code, properties),
        **credentials.variables(),
        "AWS_ENDPOINT_URL": endpoint_url,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONPYCACHEPREFIX": str(state / "pycache"),  # the assembly stays as it was synthesized
        **properties.get("Environment", {}).get("Variables", {}),
    }
    return Launch(
        name=name,
        arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}",
        command=runtime_command(handler, is_alone=bool(packages)),
        directory=code,
        environment=environment,
        log_file=state / "logs" / f"{name}.log",
        timeout_seconds=float(properties.get("Timeout", 3)),
        memory_mb=int(properties.get("MemorySize", _LEAST_MEMORY_MB)),
    )


def _lambda_variables(name: str, handler: str, code: Path, properties: Mapping[str, Any]) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": os.environ.get("HOME", ""),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "_HANDLER": handler,
        "LAMBDA_TASK_ROOT": str(code),
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(properties.get("MemorySize", _LEAST_MEMORY_MB)),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": uuid.uuid4().hex,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{properties['Runtime']}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def _code_folder(function: Resolved, here: Provisioned, state: Path) -> Path:
    code = function.properties["Code"]
    if "ZipFile" not in code:
        return _asset(here, function.stack, code["S3Key"])
    folder = state / "inline" / function.identifier
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.py").write_text(code["ZipFile"])
    return folder.resolve()


def _layer_folders(function: Resolved, here: Provisioned) -> list[Path]:
    folders = []
    for identifier in function.properties.get("Layers", []):
        layer = here.by_identifier("AWS::Lambda::LayerVersion", identifier)
        if "Packages" not in layer.metadata:  # packages come from the project's virtual environment
            folders.append(_asset(here, layer.stack, layer.properties["Content"]["S3Key"]))
    return folders


def _asset(here: Provisioned, stack: str, key: str) -> Path:
    folder = here.assembly.stack(stack).assets.get(key)
    if folder is None or not folder.is_dir():
        raise AssemblyError(f"asset {key} of {stack} is not a folder in the assembly")
    return folder.resolve()
