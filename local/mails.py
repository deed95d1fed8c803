"""SES's SendEmail, and the letters that it was given. None leaves this machine: a page shows them.

https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

import json
import threading
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local.files import write_whole
from local.wsgi import Application, Environ, StartResponse, body_of

KEPT = 200
"""The latest. Older letters are forgotten."""
_PATH = "/v2/email/outbound-emails"


@dataclass(frozen=True)
class Letter:
    id: str
    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()


class Mailbox:
    """Everybody's letters, kept over a restart in `file`."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._lock = threading.Lock()
        found = json.loads(file.read_text()) if file and file.exists() else []
        self._letters = [_letter(each) for each in found]

    def put(self, letter: Letter) -> None:
        """Raises OSError if it cannot be saved."""
        with self._lock:
            letters = [*self._letters, letter][-KEPT:]
            if self._file:
                write_whole(self._file, json.dumps([asdict(each) for each in letters]).encode())
            self._letters = letters

    def letters(self) -> list[Letter]:
        """The newest first."""
        return self._letters[::-1]

    def find(self, id_: str) -> Letter | None:
        return next((each for each in self._letters if each.id == id_), None)


def mails_api(application: Application, mailbox: Mailbox) -> Application:
    """`application` with SendEmail in front."""

    def guarded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != _PATH or environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        try:
            letter = read_letter(json.loads(body_of(environ)))
        except (ValueError, LookupError, TypeError) as problem:
            told = {"message": f"this is no mail that is understood here: {problem}"}
            return _answer(start_response, "400 Bad Request", told, ("X-Amzn-ErrorType", "BadRequestException"))
        mailbox.put(letter)
        return _answer(start_response, "200 OK", {"MessageId": letter.id})

    return guarded


def read_letter(asked: dict[str, Any]) -> Letter:
    """Of a simple message. Raises LookupError, ValueError or TypeError for anything else."""
    content = asked["Content"]["Simple"]
    to = [address for kind in ("To", "Cc", "Bcc") for address in asked["Destination"].get(f"{kind}Addresses", ())]
    if not to or not all("@" in address for address in (*to, asked["FromEmailAddress"])):
        raise ValueError("an address is missing")
    body = content["Body"]
    return Letter(
        id=uuid.uuid4().hex,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        sender=asked["FromEmailAddress"],
        to=tuple(to),
        subject=content["Subject"]["Data"],
        text=body.get("Text", {}).get("Data", ""),
        html=body.get("Html", {}).get("Data", ""),
        headers=tuple((each["Name"], each["Value"]) for each in content.get("Headers", ())),
    )


def _letter(kept: dict[str, Any]) -> Letter:
    return Letter(
        **{**kept, "to": tuple(kept["to"]), "headers": tuple((name, value) for name, value in kept["headers"])}
    )


def _answer(
    start_response: StartResponse, status: str, told: dict[str, str], *more: tuple[str, str]
) -> Iterable[bytes]:
    body = json.dumps(told).encode()
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *more])
    return [body]
