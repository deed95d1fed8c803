"""The shape of the code: what keeps it readable, private to its place, and quick to start."""

import ast
import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functions import FUNCTIONS, HANDLERS

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "layers/shared/python/pixelflare",
    "layers/deps",
    "schema",
    "functions",
    "stacks",
    "local",
    "demo",
    "docs",
    "operations",
    "clients/python",
)
MAX_FILE_LINES = 300
MANY_FILE_LINES = 250
MAX_TEST_FILE_LINES = 350
MAX_FUNCTION_LINES = 40
MAX_HANDLER_LINES = 60

SOURCES = sorted(
    file
    for package in PACKAGES
    for file in (ROOT / package).rglob("*.py")
    if not {"build", "generated"} & set(file.relative_to(ROOT).parts)
)

TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = sorted((ROOT / "stacks" / "edge").rglob("*.js"))

READ_THE_ENVIRONMENT = ("schema/env/", "layers/shared/python/pixelflare/aws/", "local/")
"""The functions' settings go through one model; what the AWS clients and the local cloud read is AWS's own."""

NEVER_IN_LAMBDA = ("boto3", "s3transfer", "aws_xray_sdk", "numpy", "pytest", "moto")
IMAGES = ("PIL",)
TOKENS = ("jwt", "cryptography")
ROUTES = ("aws_lambda_powertools.event_handler",)
DIALECTS = ("pixelflare.dialects",)


def _unused(function: str) -> tuple[str, ...]:
    """What a function must not have loaded when it is ready to be called. An API, which has RouteFiles, routes requests
    and verifies tokens. The codecs come with the first picture, the dialects with the first address of another
    vendor."""
    is_api = any("RouteFiles(" in file.read_text() for file in (ROOT / "functions" / function).glob("*.py"))
    return (*NEVER_IN_LAMBDA, *IMAGES) if is_api else (*NEVER_IN_LAMBDA, *IMAGES, *TOKENS, *ROUTES, *DIALECTS)


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", [*SOURCES, *SCRIPTS], ids=_name)
def test_file_can_be_read_in_one_sitting(file: Path) -> None:
    lines = len(file.read_text().splitlines())
    assert lines <= MAX_FILE_LINES
    if lines > MANY_FILE_LINES:
        warnings.warn(f"{_name(file)} has {lines} of {MAX_FILE_LINES} lines", stacklevel=1)


def test_no_file_of_the_tests_shows_too_much_at_once() -> None:
    long = {_name(file): lines for file in TESTS if (lines := len(file.read_text().splitlines())) > MAX_TEST_FILE_LINES}
    assert long == {}


@pytest.mark.parametrize("file", SOURCES, ids=_name)
def test_functions_are_short(file: Path) -> None:
    long = {name: lines for name, lines in _function_lengths(file) if lines > MAX_FUNCTION_LINES}
    assert long == {}


DEPLOYED = [
    file
    for folder in ("functions", "schema", "layers/shared", "stacks")
    for file in (ROOT / folder).rglob("*")
    if file.suffix in (".py", ".js")
]


@pytest.mark.parametrize("file", DEPLOYED, ids=_name)
def test_nothing_that_is_deployed_knows_of_a_stand_in_for_signing_in(file: Path) -> None:
    assert re.findall(r"(?i)mock|moto|localhost:\d+/login", file.read_text()) == []


@pytest.mark.parametrize("file", HANDLERS, ids=_name)
def test_handler_is_thin(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= MAX_HANDLER_LINES


@pytest.mark.parametrize("file", SOURCES, ids=_name)
def test_environment_is_read_in_few_places(file: Path) -> None:
    if not _name(file).startswith(READ_THE_ENVIRONMENT):
        assert not _reads_environment(ast.parse(file.read_text()))


def test_reading_the_environment_is_noticed_in_every_spelling() -> None:
    for spelling in ("import os\nos.environ['A']", "import os\nos.getenv('A')", "from os import environ"):
        assert _reads_environment(ast.parse(spelling))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_has_a_file_of_its_own_name_in_each_tree(function: str) -> None:
    for tree in ("schema/env", "stacks/service"):
        assert (ROOT / tree / f"{function}.py").is_file()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_imports_nothing_that_it_does_not_use(function: str) -> None:
    loaded = _modules_loaded_by(f"functions.{function}.handler")
    assert sorted(name for name in loaded if _is_below(name, _unused(function))) == []


def test_another_vendors_address_waits_for_no_cipher_unless_it_is_signed() -> None:
    loaded = _modules_loaded_by("pixelflare.delivery.foreign")
    assert sorted(name for name in loaded if _is_below(name, (*IMAGES, *TOKENS, *ROUTES))) == []


def test_nothing_tracked_names_a_machine_or_a_registry() -> None:
    found = [
        f"{file}: {match[0]}"
        for file in _tracked_files()
        if (match := _OF_A_MACHINE.search((ROOT / file).read_text(errors="ignore")))
    ]
    assert found == []


def test_a_machine_path_would_be_noticed() -> None:
    assert _OF_A_MACHINE.search("see " + "/home" + "/someone/project")
    assert _OF_A_MACHINE.search("https://registry." + "npmjs.org/left-pad")
    assert not _OF_A_MACHINE.search("https://example.com/homes/one")


_HOSTS = (r"registry\.npmjs\.org", r"pypi\.org", r"files\.pythonhosted\.org", r"deb\.debian\.org")
_OF_A_MACHINE = re.compile(rf"(?<![\w.:/])/(?:home|Users|root|work)/\w+|{'|'.join(_HOSTS)}")


def _function_lengths(file: Path) -> Iterator[tuple[str, int]]:
    """Each function with its lines, without decorators and docstring."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1 - _docstring_lines(node)


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    if ast.get_docstring(node) is None or first.end_lineno is None:
        return 0
    return first.end_lineno - first.lineno + 1


def _reads_environment(tree: ast.AST) -> bool:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "getenv"):
                return True
            case ast.ImportFrom(module="os", names=names) if {"environ", "getenv"} & {name.name for name in names}:
                return True
    return False


def _modules_loaded_by(module: str) -> list[str]:
    """All modules in a fresh interpreter that has imported this one, as Lambda does: without any variable of ours."""
    script = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join((".", "layers/shared/python"))}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout.splitlines()[-1])
    return loaded


def _is_below(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    this = _name(Path(__file__))
    return [file for file in listed.stdout.split("\0") if file and file != this and (ROOT / file).is_file()]
