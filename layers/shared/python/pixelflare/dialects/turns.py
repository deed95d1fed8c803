"""Turning and mirroring, which vendors do in different orders, as one turn in the order that our options have."""

from typing import NamedTuple


class Turn(NamedTuple):
    """Turned clockwise by `degrees`, then mirrored left to right: each of the eight ways to hold a picture, once."""

    degrees: int = 0
    mirrored: bool = False

    def rotated(self, degrees: int) -> "Turn":
        """This turn, and then one by degrees: behind a mirror it counts the other way round."""
        return Turn((self.degrees + (-degrees if self.mirrored else degrees)) % 360, self.mirrored)

    def flipped(self, axes: str) -> "Turn":
        """This turn, and then mirrored: h left to right, v top to bottom, hv both."""
        turn = self
        for axis in axes:
            # top to bottom is half a turn and left to right
            turn = turn.rotated(180) if axis == "v" else turn
            turn = Turn(turn.degrees, not turn.mirrored)
        return turn

    def then(self, other: "Turn") -> "Turn":
        turn = self.rotated(other.degrees)
        return turn.flipped("h") if other.mirrored else turn

    @property
    def is_quarter(self) -> bool:
        """Whether width and height change places."""
        return self.degrees in (90, 270)

    @property
    def options(self) -> dict[str, str]:
        """Our `rotate` and `flip`; one spelling for each turn."""
        if self.mirrored and self.degrees == 180:
            return {"flip": "v"}
        rotate = {"rotate": str(self.degrees)} if self.degrees else {}
        return rotate | ({"flip": "h"} if self.mirrored else {})

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture (fractions of its width and height) is seen after the turn."""
        for _ in range(self.degrees // 90):
            x, y = 1 - y, x
        return (1 - x, y) if self.mirrored else (x, y)
