"""Runs a command of web/ against a local cloud of its own, with the browser of this machine."""

import os
import subprocess
import tempfile
from pathlib import Path

from tests.assembly import ROOT
from tests.system.runtime import running


def run_against_local_cloud(command: list[str]) -> int:
    """The command's exit code. PIXELFLARE_EDGE, PIXELFLARE_STATE and CHROMIUM say where the cloud, its folder and the browser are."""
    found = subprocess.run(["bash", ".ci/browser"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        return found.returncode
    with tempfile.TemporaryDirectory() as state, running(Path(state)) as runtime:
        variables = {
            **os.environ,
            "PIXELFLARE_EDGE": runtime.url,
            "PIXELFLARE_STATE": state,
            "CHROMIUM": found.stdout.strip(),
        }
        return subprocess.run(command, cwd=ROOT / "web", env=variables, check=False).returncode
