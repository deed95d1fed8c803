"""Messages of the export queue."""

from typing import Literal

from schema.base import Message


class ExportWork(Message):
    """Go on with an export, from wherever it stands; or remove the files of one that was cancelled."""

    kind: Literal["export_work"] = "export_work"
    owner: str
    export_id: str
