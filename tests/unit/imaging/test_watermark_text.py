"""What a text watermark can say: all that the font has, and nothing else."""

import base64

import pytest
from PIL import ImageFont

from schema.addresses.watermark_text import undrawn


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def test_exactly_the_letters_of_the_font_are_drawn() -> None:
    font = ImageFont.load_default(64)

    def drawn(letter: str) -> tuple[object, bytes]:
        mask = font.getmask(letter)
        return mask.size, bytes(mask)

    box = drawn("\ue123")
    for letter in map(chr, [*range(0x20, 0x7F), *range(0xA1, 0x600), *range(0x2010, 0x2200), *range(0x4E00, 0x4E40)]):
        if letter.isprintable():
            assert bool(undrawn(encoded(letter))) == (drawn(letter) == box), letter


@pytest.mark.parametrize(
    ("text", "refused"),
    [("(c) 2026 Jo", ""), ("© Jo…", ""), ("Größe", "öß"), ("фото ф", "фот"), ("写真", "写真"), ("שלום", "שלום")],
)
def test_letters_that_are_missing_are_named(text: str, refused: str) -> None:
    assert undrawn(encoded(text)) == refused
