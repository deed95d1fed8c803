"""The credentials of this machine's cloud: random, made once, and kept with its state.

A page of another origin could sign with a pair that everybody knows.
"""

import secrets
from configparser import ConfigParser
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from local.files import write_whole

FILE = "aws-credentials"


@dataclass(frozen=True)
class Credentials:
    """The credentials of every function. The checks in front of the store accept the same pair."""

    access_key: str
    secret_key: str
    session_token: str

    def variables(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }


def new_credentials() -> Credentials:
    return Credentials(f"ASIA{secrets.token_hex(8).upper()}", secrets.token_urlsafe(30), secrets.token_urlsafe(60))


def kept_credentials(folder: Path) -> Credentials:
    """Those of an earlier start, so that addresses that were signed then are still valid. In the form of AWS's own file."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)  # it contains keys and secrets
    path = folder / FILE
    if not path.exists():
        made, text = ConfigParser(interpolation=None), StringIO()
        made["default"] = {name.lower(): value for name, value in new_credentials().variables().items()}
        made.write(text)
        write_whole(path, text.getvalue().encode())
    kept = ConfigParser(interpolation=None)
    kept.read(path)
    values = kept["default"]
    return Credentials(values["aws_access_key_id"], values["aws_secret_access_key"], values["aws_session_token"])
