"""Files that are complete or absent, also if the machine stops while writing."""

import os
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Replaces the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)  # some of them contain secrets
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
