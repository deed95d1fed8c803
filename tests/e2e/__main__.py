"""`python -m tests.e2e` starts the local cloud, and runs the browser tests of web/e2e against it. Arguments go to Playwright."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.assembly import ROOT
from tests.system.runtime import running

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main(arguments: list[str]) -> int:
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("No Chromium or Chrome was found; on Debian and Ubuntu: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as state, running(Path(state)) as runtime:
        variables = {**os.environ, "PIXELFLARE_EDGE": runtime.url, "CHROMIUM": browser}
        command = ["npx", "playwright", "test", *arguments]
        return subprocess.run(command, cwd=ROOT / "web", env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
