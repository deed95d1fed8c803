"""Whether an owner's balance is the sum of the ledger, and the ledger agrees with the jobs. It says what is wrong, and repairs nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from schema.studio.credits import Balance, Entry, EntryKind, Parts
from schema.studio.jobs import REFUNDED, Job, JobState


def differences(balance: Balance, entries: Sequence[Entry], jobs: Iterable[Job] = ()) -> Iterator[str]:
    """In words. Nothing, if all is right."""
    total = sum((entry.parts for entry in entries), Parts())
    if total != balance.parts:
        yield f"the balance is {balance.parts}, and the ledger's sum {total}"
    yield from _wrong_steps(entries)
    charged, returned = _by_ref(entries, EntryKind.DEDUCTION), _by_ref(entries, EntryKind.REFUND)
    for ref, back in returned.items():
        if back > -charged[ref]:
            yield f"{ref}: {back} credits came back, of {-charged[ref]}"
    for job in jobs:
        yield from _wrong_job(job, charged, returned)


def _wrong_steps(entries: Sequence[Entry]) -> Iterator[str]:
    """Each entry says what the balance is after it, and so which one comes next."""
    sums, after = (
        Counter(entry.balance_after for entry in entries),
        Counter(entry.balance_after - entry.credits for entry in entries),
    )
    steps = sums - after
    if entries and sum(steps.values()) > 1:
        yield f"the entries do not follow each other: {sorted(steps)} lead nowhere"


def _by_ref(entries: Sequence[Entry], kind: EntryKind) -> Counter[str]:
    found: Counter[str] = Counter()
    for entry in entries:
        if entry.kind is kind:
            found[entry.ref.partition("/")[0]] += entry.credits
    return found


def _wrong_job(job: Job, charged: Counter[str], returned: Counter[str]) -> Iterator[str]:
    """What its runs before had, each a retry has shown to be given back."""
    for run in range(1, job.run + 1):
        ref = f"{job.job_id}.{run}"
        cost, back = -charged[ref], returned[ref]
        if job.cost and not cost:
            yield f"{ref} was never charged"
        is_last = run == job.run
        if (not is_last or job.state in REFUNDED) and back != cost:
            yield f"{ref} has not delivered, and {back} of {cost} credits came back"
        if is_last and job.state not in REFUNDED and back != (job.refunded if job.state is JobState.COMPLETED else 0):
            yield f"{ref} is {job.state}, and {back} credits came back"
