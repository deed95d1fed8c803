"""Credits: the ledger, the balance, and the proof that they agree."""

from pixelflare.credits.errors import BalanceFrozen, OutOfCredits
from pixelflare.credits.ledger import Cause, Ledger, OtherAmount, Superseded, Writes
from pixelflare.credits.proof import differences

__all__ = ["BalanceFrozen", "Cause", "Ledger", "OtherAmount", "OutOfCredits", "Superseded", "Writes", "differences"]
