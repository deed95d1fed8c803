"""`python -m layers.deps.build`: the dependency layer for Lambda, in layers/deps/build/python. Needs no Docker.

With --host the same for this machine, into .cache/layer-host/python, for the benchmarks.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from layers.deps.services import OPERATIONS
from layers.deps.trim import trim_botocore

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REQUIREMENTS = HERE / "requirements.txt"

LAMBDA_PYTHON = "3.13"
LAMBDA_PLATFORM = "aarch64-manylinux_2_28"
"""Wheels for an older Linux count too: some packages publish theirs only under the older name."""
MAX_LAYER_BYTES = 200 * 1024 * 1024
"""Lambda takes 250 MB, unpacked, for a function with all its layers; the rest is for the functions' own code."""
UNUSED = ("tests", "*.pyi", "bin", "__pycache__")


def install(target: Path, *, for_lambda: bool) -> None:
    """Install the requirements into `target` from wheels only: nothing is compiled, nothing of a package is run."""
    command = ["bash", str(ROOT / ".ci" / "uv"), "pip", "install", "--quiet", "--python", sys.executable]
    # Copies: `trim` rewrites files, and a link would change uv's cache and every environment made from it.
    command += ["--link-mode", "copy", "--only-binary=:all:", "--target", str(target)]
    command += ["--requirement", str(REQUIREMENTS)]
    if for_lambda:
        command += ["--python-version", LAMBDA_PYTHON, "--python-platform", LAMBDA_PLATFORM]
    subprocess.run(command, check=True)  # noqa: S603 - a constant command with paths of this project


def trim(target: Path) -> None:
    """Take out what no function uses."""
    for pattern in UNUSED:
        for found in list(target.rglob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    trim_botocore(target / "botocore" / "data", OPERATIONS)


def compile_sources(target: Path, *, python: str) -> None:
    """Put bytecode beside the sources: without it every cold start compiles everything, and takes twice as long.

    Unchecked: Lambda's file times are not those of the build, and nothing there changes a source.
    """
    command = [python, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", str(target)]
    subprocess.run(command, check=True)  # noqa: S603 - as above


def lambda_compiler() -> str | None:
    """A Python of Lambda's own version, whose bytecode Lambda can read; None when this machine has none."""
    python = f"python{LAMBDA_PYTHON}"
    if shutil.which(python) is None:
        return None
    # A version manager may put a name on the path that leads nowhere.
    probe = subprocess.run([python, "-c", ""], check=False, capture_output=True)  # noqa: S603
    return python if probe.returncode == 0 else None


def size_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def build(folder: Path, *, for_lambda: bool) -> None:
    """Make `folder`/python anew; the old one stays until the new one is complete."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    install(fresh / "python", for_lambda=for_lambda)
    trim(fresh / "python")
    python = lambda_compiler() if for_lambda else sys.executable
    if python is not None:
        compile_sources(fresh / "python", python=python)
    size = size_bytes(fresh)
    if size > MAX_LAYER_BYTES:
        raise SystemExit(
            f"The layer has {size / 1e6:.0f} MB; at most {MAX_LAYER_BYTES / 1e6:.0f} fit beside the functions"
        )
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    print(f"{folder.relative_to(ROOT)}: {size / 1e6:.1f} MB")
    if python is None:
        print(f"No python{LAMBDA_PYTHON} here, so no bytecode: cold starts will take about twice as long")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m layers.deps.build", description=__doc__)
    parser.add_argument("--host", action="store_true", help="for this machine instead of Lambda")
    if parser.parse_args().host:
        build(ROOT / ".cache" / "layer-host", for_lambda=False)
    else:
        build(HERE / "build", for_lambda=True)


if __name__ == "__main__":
    main()
