"""What `make clients` has installed below .cache/clients, and how it is run."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.assembly import ROOT

INSTALLED = ROOT / ".cache" / "clients"
PYTHON = INSTALLED / "python" / "bin"
SCRIPTS = ROOT / "tests" / "clients" / "scripts"
PAGES = ROOT / "tests" / "clients" / "browser"
SECONDS = 300


def run(*command: str | Path, given: Any = None, of: str = "tools", **variables: str | Path) -> str:
    """What the command prints. It gets `given` as JSON on its standard input, and finds npm's packages of one list."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=os.environ
        | {"NODE_PATH": str(INSTALLED / of / "node_modules")}
        | {name: str(value) for name, value in variables.items()},
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def npm_tool(name: str) -> Path:
    return INSTALLED / "tools" / "node_modules" / ".bin" / name


def bundled(source: Path, into: Path, *options: str, of: str = "tools") -> Path:
    """One file of a script and the packages that it imports from one list."""
    run(npm_tool("esbuild"), source, "--bundle", "--log-level=error", f"--outfile={into}", *options, of=of)
    return into


def in_browser(steps: str, given: dict[str, Any], *, into: Path) -> Any:
    """What the steps in browser/<steps>.mjs return, after they have used Debian's Chromium."""
    script = bundled(
        PAGES / f"{steps}.mjs", into / f"{steps}.mjs", "--platform=node", "--format=esm", "--external:playwright-core"
    )
    # Modules do not follow NODE_PATH, so the script stands where it finds what it imports.
    placed = INSTALLED / "tools" / f"{steps}-{os.getpid()}.mjs"
    script.replace(placed)
    try:
        return json.loads(run("node", placed, given=given))
    finally:
        placed.unlink()
