"""Synthesizes the application when its sources have changed since the last time."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.files import write_whole

SOURCES = ("app.py", "cdk.json", "requirements.txt", "stacks", "functions", "schema", "layers")
_LEFT_OUT = {"__pycache__", "build"}


def synthesize(root: Path, out: Path) -> bool:
    """Brings the assembly in `out` up to date with the sources below `root`; False when it was already.

    Raises CalledProcessError when the application does not synthesize.
    """
    fingerprint = _fingerprint(root)
    mark = out / ".fingerprint"
    if mark.is_file() and mark.read_text() == fingerprint:
        return False
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    environment = {**os.environ, "CDK_OUTDIR": str(part), "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
    subprocess.run([sys.executable, "app.py"], cwd=root, env=environment, check=True, stdout=sys.stderr)
    write_whole(part / ".fingerprint", fingerprint.encode())
    shutil.rmtree(out, ignore_errors=True)
    part.rename(out)
    return True


def _fingerprint(root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        found = [path] if path.is_file() else path.rglob("*")
        for file in found:
            if file.is_file() and not _LEFT_OUT & set(file.relative_to(root).parts):
                yield file
