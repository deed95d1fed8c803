"""What the routes of the API work with, made from its environment: each part when it is first used, then kept.

Each file is one subject and builds on the ones before: foundation, identity, catalog, uploads, library, insights, services.
What not every request needs is imported where it is made: a cold start then loads only what its route works with
(benchmarks/results/cold_start.md).
"""

from functions.api.services.services import Services
from pixelflare.entry.http import Call

__all__ = ["ApiCall", "Services"]

ApiCall = Call[Services]
