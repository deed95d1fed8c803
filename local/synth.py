"""The synthesized application: made once for each state of its sources, and kept beside older ones."""

import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SOURCES = ("app.py", "cdk.json", "requirements/run.txt", "stacks", "functions", "schema", "layers")
CACHE = Path(".cache") / "synth"
KEPT = 8
"""The number of kept states. A running application uses its own while newer ones are made."""
_LEFT_OUT = {"__pycache__", "build"}


def assembly_of(root: Path, arguments: str = "") -> Path:
    """The cloud assembly (as CDK writes it to `cdk.out`) of the current sources below `root`. Read-only.

    `arguments` are those of the CDK's command line that set context. One process at a time makes it. Raises ValueError
    for other arguments, and CalledProcessError if the application does not synthesize.
    """
    cache = root / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    context = context_of(arguments)
    assembly = cache / _fingerprint(root, context)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if assembly.is_dir():
            assembly.touch()
        else:
            _synthesize(root, assembly, context)
            _forget_old(cache)
    return assembly


WITHOUT_VALIDATION = {"CDK_VALIDATION": "false", "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20"}
"""Variables for a synthesis whose templates the CDK does not judge: loading its rules takes three quarters of the time."""


def context_of(arguments: str) -> dict[str, str]:
    """The context in `-c name=value`, `--context name=value` and `--context=name=value`. Raises ValueError."""
    context, words = {}, shlex.split(arguments)
    while words:
        option, joined, given = words.pop(0).partition("=")
        if (option == "--context" and not joined) or (option == "-c" and not joined):
            given = words.pop(0) if words else ""
        name, equals, value = given.partition("=")
        if option not in ("-c", "--context") or not (name and equals):
            raise ValueError(f"CDK_ARGS may contain -c name=value here, and nothing else: {arguments}")
        context[name] = value
    return context


def _synthesize(root: Path, assembly: Path, context: Mapping[str, str]) -> None:
    """Hides the account from code that must not depend on one."""
    print("Synthesizing the stacks (once for each state of their sources)", file=sys.stderr, flush=True)
    part = assembly.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"CDK_OUTDIR": str(part), **WITHOUT_VALIDATION}
    if context:
        environment["CDK_CONTEXT_JSON"] = json.dumps(context)  # as the CDK's command line passes it on
    subprocess.run([sys.executable, "app.py"], cwd=root, env=environment, check=True, stdout=sys.stderr)
    part.rename(assembly)


def _fingerprint(root: Path, context: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    if context:
        digest.update(json.dumps(context, sort_keys=True).encode())
    for path in sorted(_files(root)):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    packages = root / "layers" / "deps" / "build"
    digest.update(str(packages.stat().st_mtime_ns if packages.is_dir() else "no packages").encode())
    return digest.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        found = [path] if path.is_file() else path.rglob("*")
        for file in found:
            if file.is_file() and not _LEFT_OUT & set(file.relative_to(root).parts):
                yield file


def _forget_old(cache: Path) -> None:
    kept = sorted((path for path in cache.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in kept[:-KEPT]:
        shutil.rmtree(old)
