"""Messages of the import queue."""

from typing import Literal

from schema.base import Message


class ImportWork(Message):
    """Go on with an import, from wherever it stands."""

    kind: Literal["import_work"] = "import_work"
    owner: str
    import_id: str
