import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import awslambdaric  # type: ignore[import-untyped]
import pytest

from local.functions import Function, call_asynchronously
from local.lambda_runtime import FunctionError, Launch, runtime_command

MakeFunction = Callable[..., Function]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakeFunction]:
    made: list[Function] = []

    def make(
        code: str,
        *,
        timeout: float = 20,
        memory: int = 512,
        workers: int = 2,
        packages: tuple[str, ...] = (),
        **variables: str,
    ) -> Function:
        folder = tmp_path / f"code{len(made)}"
        folder.mkdir()
        (folder / "index.py").write_text(code)
        launch = Launch(
            name="probe",
            arn="arn:aws:lambda:us-east-1:123456789012:function:probe",
            command=runtime_command("index.handler", is_alone=bool(packages)),
            directory=folder,
            environment={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join([str(folder), *packages]),
                "_HANDLER": "index.handler",
                "LAMBDA_TASK_ROOT": str(folder),
                **variables,
            },
            log_file=tmp_path / "log",
            timeout_seconds=timeout,
            memory_mb=memory,
        )
        made.append(Function(launch, workers=workers))
        return made[-1]

    yield make
    for function in made:
        function.close()


ECHO = """
import os
def handler(event, context):
    return {"event": event, "pid": os.getpid(), "name": os.environ.get("NAME"), "home": os.getcwd(),
            "left": context.get_remaining_time_in_millis(), "arn": context.invoked_function_arn}
"""


def test_a_handler_gets_event_context_environment_and_folder(make: MakeFunction) -> None:
    answer = make(ECHO, NAME="ada").invoke({"a": ["ü", 1]})
    assert answer["event"] == {"a": ["ü", 1]}
    assert answer["name"] == "ada"
    assert answer["home"].endswith("code0")
    assert 0 < answer["left"] <= 20_000
    assert answer["arn"].endswith(":function:probe")


ASKS_FOR_PACKAGES = """
from importlib.util import find_spec
def handler(event, context):
    return {name: find_spec(name) is not None for name in event["names"]}
"""
OF_THE_RUNTIME = ("awslambdaric", "simplejson", "snapshot_restore_py.py", "runtime_client*.so")


def test_a_function_with_packages_of_its_own_imports_nothing_else(make: MakeFunction, tmp_path: Path) -> None:
    own = tmp_path / "packages"
    own.mkdir()
    (own / "mine.py").touch()
    installed = Path(awslambdaric.__file__).parents[1]
    for file in (found for pattern in OF_THE_RUNTIME for found in installed.glob(pattern)):
        (own / file.name).symlink_to(file)
    asked = {"names": ["mine", "pydantic", "botocore"]}
    assert make(ASKS_FOR_PACKAGES).invoke(asked) == {"mine": False, "pydantic": True, "botocore": True}
    alone = make(ASKS_FOR_PACKAGES, packages=(str(own),))
    assert alone.invoke(asked) == {"mine": True, "pydantic": False, "botocore": False}


def test_an_environment_is_reused_while_it_is_free(make: MakeFunction) -> None:
    function = make(ECHO)
    assert function.invoke({})["pid"] == function.invoke({})["pid"] != os.getpid()


def test_two_calls_at_once_get_two_environments(make: MakeFunction, tmp_path: Path) -> None:
    code = f"""
import os, pathlib, time
def handler(event, context):
    folder = pathlib.Path({str(tmp_path)!r})
    (folder / f"here-{{os.getpid()}}").touch()
    while len(list(folder.glob("here-*"))) < 2: time.sleep(0.01)
    return os.getpid()
"""
    function, answers = make(code), []
    threads = [threading.Thread(target=lambda: answers.append(function.invoke({}))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 2


def test_an_exception_keeps_its_type_and_the_environment_its_life(make: MakeFunction) -> None:
    code = """
import os
def handler(event, context):
    if event == "fail": raise KeyError("lost")
    return os.getpid()
"""
    function = make(code)
    before = function.invoke("go")
    with pytest.raises(FunctionError) as failed:
        function.invoke("fail")
    assert failed.value.kind == "KeyError"
    assert function.invoke("go") == before


def test_a_timeout_kills_the_process_and_the_next_call_starts_a_new_one(make: MakeFunction, tmp_path: Path) -> None:
    code = f"""
import os, pathlib, time
def handler(event, context):
    pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(os.getpid()))
    if event == "hang": time.sleep(600)
    return os.getpid()
"""
    function = make(code, timeout=2)
    function.invoke("go")
    with pytest.raises(FunctionError, match=r"timed out after 2\.00 seconds"):
        function.invoke("hang")
    hung = int((tmp_path / "pid").read_text())
    assert function.invoke("go") != hung
    with pytest.raises(ProcessLookupError):
        _wait_for_end(hung)


def _wait_for_end(pid: int) -> None:
    for _ in range(1000):
        os.kill(pid, 0)
        if Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            raise ProcessLookupError
        threading.Event().wait(0.01)


def test_a_process_that_exits_is_an_error_and_not_a_wait(make: MakeFunction) -> None:
    with pytest.raises(FunctionError, match="Runtime exited with code 7"):
        make("import os\ndef handler(event, context): os._exit(7)").invoke({})


def test_a_module_that_does_not_import_is_told_as_such(make: MakeFunction) -> None:
    with pytest.raises(FunctionError) as failed:
        make("import no_such_module\ndef handler(event, context): return 1").invoke({})
    assert failed.value.kind == "Runtime.ImportModuleError"


def test_more_than_six_megabytes_do_not_pass_either_way(make: MakeFunction) -> None:
    function = make("def handler(event, context): return 'x' * int(event['n'])")
    with pytest.raises(FunctionError, match="RequestTooLarge"):
        function.invoke({"n": 1, "padding": "x" * (6 * 1024 * 1024)})
    with pytest.raises(FunctionError, match="ResponseSizeTooLarge"):
        function.invoke({"n": 6 * 1024 * 1024 + 1})
    assert len(function.invoke({"n": 5_000_000})) == 5_000_000


def test_what_a_handler_prints_is_in_the_log(make: MakeFunction, tmp_path: Path) -> None:
    make("def handler(event, context): print('said', event)").invoke("hello")
    assert "said hello" in (tmp_path / "log").read_text()


def test_an_event_nobody_waits_for_is_tried_three_times(make: MakeFunction, tmp_path: Path) -> None:
    code = f"""
def handler(event, context):
    with open({str(tmp_path / "tries")!r}, "a") as out: out.write("x")
    raise ValueError("no")
"""
    assert not call_asynchronously(make(code), json.loads("{}"))
    assert (tmp_path / "tries").read_text() == "xxx"


def test_an_answer_of_any_json_type_is_an_answer(make: MakeFunction) -> None:
    function = make("def handler(event, context): return event")
    answers: list[Any] = [None, [], "x", 0, {"a": None}]
    assert [function.invoke(each) for each in answers] == answers


HOARDER = """
import subprocess, sys
kept = []
def handler(event, context):
    size = event["mb"] << 20
    if event.get("child"):
        subprocess.run([sys.executable, "-c", f"import time; held = b'x' * {size}; time.sleep(1)"])
        return "done"
    held = b"x" * size
    return len(held)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell what a process takes")
@pytest.mark.parametrize("child", [False, True])
def test_a_call_that_takes_more_than_the_memory_is_killed_and_the_next_one_starts_anew(
    make: MakeFunction, child: bool
) -> None:
    function = make(HOARDER, memory=200)
    assert function.invoke({"mb": 20}) == 20 << 20
    with pytest.raises(FunctionError) as failed:
        function.invoke({"mb": 300, "child": child})
    assert failed.value.kind == "Runtime.OutOfMemory"
    assert function.invoke({"mb": 20, "child": child}) == ("done" if child else 20 << 20)


def test_reserved_memory_that_nobody_uses_does_not_count(make: MakeFunction) -> None:
    code = """
import mmap
def handler(event, context):
    with mmap.mmap(-1, 2 << 30) as reserved:
        return len(reserved)
"""
    assert make(code, memory=200).invoke({}) == 2 << 30
