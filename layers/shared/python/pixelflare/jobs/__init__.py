"""Jobs: ordered and paid for in one step, made by ourselves or a provider, ended once."""

from pixelflare.jobs.desk import Crafter, JobDesk, Keeper, OutputRefused, Sender
from pixelflare.jobs.orders import NewJob, Ordered, cancel_job, order_job, retry_job
from pixelflare.jobs.settling import Heard, hear
from pixelflare.jobs.store import JobStore
from pixelflare.jobs.sweeping import sweep
from pixelflare.jobs.working import give_up, work_on

__all__ = [
    "Crafter",
    "Heard",
    "JobDesk",
    "JobStore",
    "Keeper",
    "NewJob",
    "Ordered",
    "OutputRefused",
    "Sender",
    "cancel_job",
    "give_up",
    "hear",
    "order_job",
    "retry_job",
    "sweep",
    "work_on",
]
