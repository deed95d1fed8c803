"""Generates the types and calls from the OpenAPI document, when the package is built.

A checkout has the document in schema/. A source distribution brings the generated files along.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent


class GeneratedCode(BuildHookInterface):  # type: ignore[misc] # hatchling brings no types along
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's own arguments
        sys.path.insert(0, str(HERE))
        from client_generator import DOCUMENT, GENERATED, generate

        if DOCUMENT.exists():
            generate()
        elif not (GENERATED / "types.py").exists():
            raise FileNotFoundError(f"{DOCUMENT} is missing: build the package in a checkout of Pixelflare")
