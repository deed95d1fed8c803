"""Writes the client's types and calls from schema/openapi.json. `python clients/python/client_generator` does it."""

import json
import os
from pathlib import Path

from client_generator.operations import calls_module
from client_generator.schemas import types_module

PACKAGE = Path(__file__).parents[1]
DOCUMENT = PACKAGE.parents[1] / "schema" / "openapi.json"
GENERATED = PACKAGE / "src" / "pixelflare_client" / "generated"


def generate(document: Path = DOCUMENT, into: Path = GENERATED) -> None:
    """Each file appears whole, so that two processes may generate at once."""
    described = json.loads(document.read_text())
    into.mkdir(parents=True, exist_ok=True)
    _write(into / "__init__.py", '"""Generated from schema/openapi.json: do not edit, do not commit."""\n')
    _write(into / "types.py", types_module(described))
    _write(into / "calls.py", calls_module(described))


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text() == text:
        return
    whole = path.with_suffix(f".{os.getpid()}")
    whole.write_text(text)
    whole.replace(path)
