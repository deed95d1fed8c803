"""`python -m tests.e2e` starts the local cloud, and runs the browser tests of web/e2e against it. Arguments go to Playwright."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.assembly import ROOT
from tests.system.runtime import running


def main(arguments: list[str]) -> int:
    found = subprocess.run(["bash", ".ci/browser"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode:
        return found.returncode
    with tempfile.TemporaryDirectory() as state, running(Path(state)) as runtime:
        variables = {**os.environ, "PIXELFLARE_EDGE": runtime.url, "CHROMIUM": found.stdout.strip()}
        command = ["npx", "playwright", "test", *arguments]
        return subprocess.run(command, cwd=ROOT / "web", env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
