"""Generators make clients from schema/openapi.json, and the clients reserve, upload and read an image."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.assembly import ROOT
from tests.clients.tools import INSTALLED, PYTHON, SCRIPTS, bundled, npm_tool, run
from tests.photographs import photograph
from tests.system.runtime import Runtime

DOCUMENT = ROOT / "schema" / "openapi.json"


@pytest.fixture
def given(runtime: Runtime, key: str, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "rocket.jpg"
    file.write_bytes(photograph("rocket.jpg"))
    return {"url": runtime.url, "key": key, "file": str(file), "filename": "generated.jpg"}


def test_openapi_python_client_makes_a_whole_client(runtime: Runtime, given: dict[str, Any], tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"post_hooks": []}))
    made = tmp_path / "made"
    generate = ("generate", "--path", DOCUMENT, "--output-path", made, "--config", settings, "--fail-on-warning")
    run(PYTHON / "openapi-python-client", *generate)

    told = json.loads(run(PYTHON / "python", SCRIPTS / "python_journey.py", given=given, PYTHONPATH=made))

    assert (told["status"], told["width"], told["refusal"]) == ("ready", 640, "VALIDATION_ERROR")
    assert runtime.get(told["url"].removeprefix(runtime.url)).content[:2] == b"\xff\xd8"


def test_openapi_typescript_makes_types_that_hold(runtime: Runtime, given: dict[str, Any], tmp_path: Path) -> None:
    run(npm_tool("openapi-typescript"), DOCUMENT, "--output", tmp_path / "schema.ts")
    for script in ("journey.ts", "typescript_journey.mjs"):
        shutil.copy(SCRIPTS / script, tmp_path)
    (tmp_path / "node_modules").symlink_to(INSTALLED / "tools" / "node_modules")
    run(
        npm_tool("tsc"),
        *("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"),
        *("--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom", tmp_path / "journey.ts"),
    )

    made = bundled(tmp_path / "typescript_journey.mjs", tmp_path / "made.mjs", "--platform=node", "--format=esm")
    told = json.loads(run("node", made, given=given))

    assert (told["settings"], told["taken"], told["status"], told["width"]) == (200, 201, "ready", 640)
    assert runtime.get(told["url"].removeprefix(runtime.url)).content[:2] == b"\xff\xd8"
