"""The address and key that `pixelflare login` keeps, in a file that only its user may read."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_config_path


@dataclass(frozen=True)
class Profile:
    url: str
    key: str


def profile_path() -> Path:
    return user_config_path("pixelflare") / "profile.json"


def read_profile(path: Path) -> Profile | None:
    try:
        kept = json.loads(path.read_text())
        return Profile(str(kept["url"]), str(kept["key"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def keep_profile(profile: Profile, path: Path) -> None:
    """Mode 0600 from the first byte on; an earlier profile is replaced whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    whole = path.with_suffix(f".{os.getpid()}")
    opened = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w") as file:
        json.dump(asdict(profile), file)
    whole.replace(path)


def forget_profile(path: Path) -> bool:
    """Whether there was one."""
    was_there = path.exists()
    path.unlink(missing_ok=True)
    return was_there
