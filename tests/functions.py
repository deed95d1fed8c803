"""The functions, as the folders say; whoever needs a list of them takes it from here."""

from pathlib import Path

HANDLERS = sorted((Path(__file__).parents[1] / "functions").glob("*/handler.py"))
FUNCTIONS = tuple(handler.parent.name for handler in HANDLERS)
CONSUMERS = tuple(name for name in FUNCTIONS if name.endswith("_consumer"))
SCHEDULES = tuple(name for name in FUNCTIONS if name.endswith("_schedule"))
