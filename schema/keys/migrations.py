"""Keys of what is recorded of data migrations, in the core table. No owner's partition is called like that."""

from schema.keys import Key

MIGRATIONS = "MIGRATIONS"


def migrations_key() -> Key:
    """Who is migrating, and how far the migration has come."""
    return {"pk": MIGRATIONS, "sk": "#"}


def applied_key(number: int) -> Key:
    """A migration that has been applied."""
    return {"pk": MIGRATIONS, "sk": f"{number:04}"}
