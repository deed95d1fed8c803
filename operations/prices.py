"""What a number of units costs, by the table of prices."""

from typing import NamedTuple

from schema.prices import Price


class Line(NamedTuple):
    what: str
    price: Price
    units: float

    @property
    def list_price(self) -> float:
        return self.units / self.price.per * float(self.price.dollars)

    @property
    def bill(self) -> float:
        """Dollars after the account's free allotment, assuming that nothing else uses it."""
        return max(0.0, self.units - self.price.free) / self.price.per * float(self.price.dollars)
