"""Rectangles of an ad, in pixels."""

from typing import NamedTuple


class Box(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def inset(self, by: int) -> "Box":
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def part(self, left: float, top: float, right: float, bottom: float) -> "Box":
        """A part of it, by fractions of its sides."""
        return Box(
            self.left + round(left * self.width),
            self.top + round(top * self.height),
            self.left + round(right * self.width),
            self.top + round(bottom * self.height),
        )

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def meets(self, other: "Box") -> bool:
        """Whether they share a pixel."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def placed(self, size: tuple[int, int], across: float = 0.5, down: float = 0.5) -> "Box":
        """A box of this size within it: 0 is left and top, 1 is right and bottom."""
        left = self.left + round((self.width - size[0]) * across)
        top = self.top + round((self.height - size[1]) * down)
        return Box(left, top, left + size[0], top + size[1])
