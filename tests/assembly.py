"""The synthesized templates and assets: made at most once for a state of the sources, shared by all test processes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.synth import WITHOUT_VALIDATION, assembly_of

ROOT = Path(__file__).resolve().parents[1]
GITHUB = {"github_client_id": "local", "github_users": "anybody"}
WITH_GITHUB = " ".join(f"-c {name}={value}" for name, value in GITHUB.items())


def assembly_dir() -> Path:
    """The cloud assembly of the sources as they are now, with every function: people may sign in with GitHub. Read-only."""
    return assembly_of(ROOT, WITH_GITHUB)


def assembly_dir_of_make_run() -> Path:
    """The same with the settings of `make run`: models on this machine look at pictures, and custom domains are on."""
    return assembly_of(ROOT, f"-c ai_provider=local -c custom_domains=on -c ses_identity=example.com {WITH_GITHUB}")


def synthesize(folder: Path, *, context: Mapping[str, Any] | None = None) -> None:
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
            "CDK_CONTEXT_JSON": json.dumps(dict(context or {})),
            # Whoever asks the network meets a closed door instead of an answer.
            **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9"),
            "PYTHONDONTWRITEBYTECODE": "1",
            **WITHOUT_VALIDATION,
        },
    )
