"""Why a file is not taken."""

from schema.errors import RejectionReason


class Refused(Exception):
    """The bytes are not a picture that is kept; `reason` is what the owner is told, `detail` says it for people."""

    def __init__(self, reason: RejectionReason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class CannotCompose(Exception):
    """The words or the picture do not make an ad of this kind; the message says which."""
