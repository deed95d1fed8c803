"""The command `pixelflare` in a process of its own, as a person uses it."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pixelflare_client.cli.app import main
from tests.assembly import ROOT
from tests.breaking_proxy import Trouble, proxy

COMMAND = (sys.executable, "-c", "from pixelflare_client.cli.app import main; main()")
SECONDS = 1500


@dataclass(frozen=True)
class CommandLine:
    url: str
    key: str
    home: Path
    """Where it keeps its profile and its journal."""

    def begin(self, *arguments: str | Path, **variables: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            env=self._environment(variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path, **variables: str) -> "Ran":
        """In this process, because a start of Python takes longer than most commands."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self._environment(variables).items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["pixelflare", *map(str, arguments)])
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as ended:
                main()
        return Ran(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def _environment(self, variables: dict[str, str]) -> dict[str, str]:
        named = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "clients" / "python" / "src"),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "PIXELFLARE_URL": self.url,
            "PIXELFLARE_KEY": self.key,
            "COLUMNS": "200",
        }
        return {name: value for name, value in (named | variables).items() if value}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON lines of a run that succeeded."""
        assert self.code == 0, self
        return [json.loads(line) for line in self.out.splitlines()]


def small_picture() -> bytes:
    """Sizes of it are made in no time."""
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(written, "JPEG")
    return written.getvalue()


def small_pictures(folder: Path, count: int) -> list[Path]:
    """Each of another content."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"picture-{number:04}.png" for number in range(count)]
    for number, file in enumerate(files):
        Image.new("RGB", (24, 16), (number % 256, number // 256, 99)).save(file)
    return files


def upload_in_spite_of_trouble(line: CommandLine, files: list[Path]) -> tuple[list[dict[str, Any]], Trouble]:
    """Uploads with one connection cut in the middle of a file, and the process killed in the middle of the work."""
    running: list[subprocess.Popen[str]] = []
    third = max(1, len(files) // 3)
    trouble = Trouble(cut=third, call=2 * third, callback=lambda: running[0].kill())
    with proxy(trouble) as address:
        running.append(line.begin("upload", *files, "--album", "trip", "--json", http_proxy=address))
        running[0].communicate(timeout=SECONDS)
        assert running[0].returncode == -9, "the process was to be killed"
        again = line.run("upload", *files, "--album", "trip", "--json", http_proxy=address)
    return again.rows, trouble
