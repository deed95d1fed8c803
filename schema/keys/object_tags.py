"""Tags of objects in the buckets: what lifecycle rules go by, where a key cannot say it."""

from typing import Final

ON_DEMAND: Final = {"made": "on-demand"}
"""A variant that a viewer asked for: neither a preset nor an address that the owner has signed. It expires
(`ON_DEMAND_DAYS`), and is made again when it is asked for again."""
