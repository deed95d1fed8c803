"""Combines rotations and mirrors, which vendors apply in different orders, into one in our order."""

from typing import NamedTuple


class Turn(NamedTuple):
    """Rotated clockwise by `degrees`, then mirrored left to right. Each of the eight orientations has one form."""

    degrees: int = 0
    mirrored: bool = False

    def rotated(self, degrees: int) -> "Turn":
        """This turn, then a rotation by degrees. After a mirror, it goes in the opposite direction."""
        return Turn((self.degrees + (-degrees if self.mirrored else degrees)) % 360, self.mirrored)

    def flipped(self, axes: str) -> "Turn":
        """This turn, then a mirror: h left to right, v top to bottom, hv both."""
        turn = self
        for axis in axes:
            # top to bottom equals left to right and half a turn
            turn = turn.rotated(180) if axis == "v" else turn
            turn = Turn(turn.degrees, not turn.mirrored)
        return turn

    def then(self, other: "Turn") -> "Turn":
        turn = self.rotated(other.degrees)
        return turn.flipped("h") if other.mirrored else turn

    @property
    def is_quarter(self) -> bool:
        """Whether width and height are swapped."""
        return self.degrees in (90, 270)

    @property
    def options(self) -> dict[str, str]:
        """Our `rotate` and `flip`, with one form for each turn."""
        if self.mirrored and self.degrees == 180:
            return {"flip": "v"}
        rotate = {"rotate": str(self.degrees)} if self.degrees else {}
        return rotate | ({"flip": "h"} if self.mirrored else {})

    def moved(self, x: float, y: float) -> tuple[float, float]:
        """The position of an image's point (fractions of width and height) after the turn."""
        for _ in range(self.degrees // 90):
            x, y = 1 - y, x
        return (1 - x, y) if self.mirrored else (x, y)
