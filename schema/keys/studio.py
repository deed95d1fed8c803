"""Keys of the studio's rows in the core table."""

from schema.keys import Key
from schema.keys.core import owner_partition

JOB = "J#"
"""How the sort keys of jobs begin."""
ENTRY = "X#"
"""How the sort keys of the ledger's entries begin."""


def ledger_partition(owner: str) -> str:
    """An owner's balance and every entry of the ledger."""
    return f"C#{owner}"


def balance_key(owner: str) -> Key:
    return {"pk": ledger_partition(owner), "sk": "BALANCE"}


def entry_key(owner: str, kind: str, ref: str) -> Key:
    """One cause, one entry: the key makes it unique."""
    return {"pk": ledger_partition(owner), "sk": f"{ENTRY}{kind}#{ref}"}


def entry_listing(owner: str, entry_id: str) -> Key:
    """Index 1: an owner's entries, by time."""
    return {"g1pk": entries_of(owner), "g1sk": entry_id}


def entries_of(owner: str) -> str:
    return f"C#{owner}#L"


def job_key(owner: str, job_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{JOB}{job_id}"}


def job_listing(owner: str, created_at: str, job_id: str) -> Key:
    """Index 1: an owner's jobs, by time."""
    return {"g1pk": jobs_of(owner), "g1sk": f"{created_at}#{job_id}"}


def jobs_of(owner: str) -> str:
    return f"O#{owner}#J"
