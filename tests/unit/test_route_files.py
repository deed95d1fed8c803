"""Files of routes are imported when a request first needs them, and nobody can tell from an answer."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.api.app import ROUTE_FILES
from pixelflare.entry.http import RouteFiles, UndeclaredRouteError
from tests.assembly import ROOT

IDS = ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "months", "bulk", "empty", "a%20b", "é", "-")
ODD = ("", "/", "//", "/v1", "/v1/", "/v1/images/", "/v1/images//", "/v1/nothing", "/v1/images/x/ai/", "/V1/images")
PATHS = {
    *ODD,
    *(re.sub(r"<\w+>", each, route.path) for route in ROUTE_FILES.whole_app().routes for each in IDS),
    *(f"{route.path}/more" for route in ROUTE_FILES.whole_app().routes),
}
COLD_START = """
import sys
import functions.api.handler
from functions.api.app import ROUTE_FILES
ROUTE_FILES.app_for(sys.argv[1])
print(*sys.modules)
"""
THINGS = """
from pixelflare.entry.http import READ, Call, Routes
from schema.identity.scopes import Scope

routes: Routes[None] = Routes("/v1/things", tag="things")


@routes.get("/<thing_id>", scope=Scope.READ, cost=READ, summary="Get it", operation_id="getIt", responses={})
def thing(_: Call[None], thing_id: str) -> None: ...
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With one file of routes, things.py."""
    folder = tmp_path / "routes_of_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "things.py").write_text(THINGS)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder.name
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


@pytest.mark.parametrize("path", sorted(PATHS))
def test_each_path_loads_every_file_with_a_route_that_matches_it(path: str) -> None:
    matching = {route.func.__module__ for route in ROUTE_FILES.whole_app().routes if route.rule.match(path)}

    assert matching <= {f"functions.api.routes.{module}" for module in ROUTE_FILES.modules_for(path)}


def test_file_is_loaded_with_the_first_request_for_its_addresses(package: str) -> None:
    files = RouteFiles(package, {"things": ("/v1/things/*",)})

    assert files.app_for("/v1/things").methods_at("/v1/things/1") == []
    assert f"{package}.things" not in sys.modules
    assert files.app_for("/v1/things/1").methods_at("/v1/things/1") == ["GET", "HEAD", "OPTIONS"]
    assert len(files.app_for("/v1/things/2").routes) == len(files.whole_app().routes) == 1


def test_route_outside_its_files_addresses_is_an_error_when_the_file_loads(package: str) -> None:
    files = RouteFiles(package, {"things": ("/v1/things", "/v1/things/*/parts")})

    with pytest.raises(UndeclaredRouteError, match=r"GET /v1/things/<thing_id> is not among the addresses of things"):
        files.whole_app()


@pytest.mark.parametrize(
    ("path", "strangers"),
    [
        ("/v1/health", ("routes.library.images", "pixelflare.catalog", "pixelflare.vision", "pixelflare.uploads")),
        ("/v1/images/1", ("routes.library.albums", "pixelflare.vision", "pixelflare.search", "pixelflare.analytics")),
    ],
)
def test_cold_start_imports_nothing_that_its_route_has_no_use_for(path: str, strangers: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", COLD_START, path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    loaded = done.stdout.split()
    assert not [name for name in loaded for each in strangers if name.endswith(each)]
