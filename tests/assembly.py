"""The synthesized templates and assets: made at most once for a state of the sources, shared by all test processes."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "synth"
KEPT = 4
"""How many states of the sources stay in the cache."""

SOURCES = ("app.py", "cdk.json", "requirements.txt", "stacks", "schema", "functions", "layers/shared/python")


def assembly_dir() -> Path:
    """The cloud assembly (what `cdk.out` holds) of the sources as they are now. Treat it as read-only.

    Raises CalledProcessError, with the output on standard error, when synthesis fails.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    assembly = CACHE / _fingerprint()
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not assembly.is_dir():
            synthesize(assembly.with_suffix(".part"))
            assembly.with_suffix(".part").rename(assembly)
            _forget_old()
    return assembly


def synthesize(folder: Path, *, context: Mapping[str, str] | None = None) -> None:
    """Runs `python app.py` into a folder, as a fresh clone would: no AWS settings, no network, nothing but the sources."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        check=True,
        stdout=sys.stderr,
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "TMPDIR": os.environ.get("TMPDIR", "/tmp"),
            "CDK_OUTDIR": str(folder),
            "CDK_CONTEXT_JSON": json.dumps(context or {}),
            # Whoever asks the network meets a closed door instead of an answer.
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",
        },
    )


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted(_source_files()):
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    packages = ROOT / "layers" / "deps" / "build"
    digest.update(str(packages.stat().st_mtime_ns if packages.is_dir() else "no packages").encode())
    return digest.hexdigest()[:16]


def _source_files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        if path.is_file():
            yield path
        else:
            yield from (file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)


def _forget_old() -> None:
    assemblies = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in assemblies[:-KEPT]:
        shutil.rmtree(old)
