"""Messages of the studio's jobs."""

from schema.base import Message


class JobMessage(Message):
    """This run of a job is to be worked on."""

    owner: str
    job_id: str
    run: int
