"""The sheet that an ad is drawn on. It knows what lies where, and that letters can be read."""

from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from pixelflare.imaging.ads.boxes import Box
from pixelflare.imaging.ads.colours import INK, LEAST_CONTRAST, WHITE, Rgb, contrast, readable_on
from pixelflare.imaging.ads.lettering import Face, box_of, fitted, font

_SMOOTH = 4
"""Shapes are drawn so many times larger, and made smaller: Pillow draws their edges in steps."""


class Placed(NamedTuple):
    """Words on the sheet."""

    what: str
    box: Box
    contrast: float
    """The least between the letters and what is behind them."""


class Style(NamedTuple):
    """How words are set."""

    face: Face
    largest: int
    smallest: int = 26
    most_lines: int = 3
    across: float = 0.0
    """0: the left edge, 0.5: the middle."""
    down: float = 0.0


class Sheet:
    def __init__(self, size: tuple[int, int], safe: Box, ground: Rgb) -> None:
        self.picture = Image.new("RGB", size, ground)
        self.safe = safe
        """Nothing that must be read lies outside: platforms put their own words there."""
        self.placed: list[Placed] = []

    @property
    def all(self) -> Box:
        return Box(0, 0, *self.picture.size)

    @property
    def unit(self) -> int:
        """A hundredth of the short side."""
        return min(self.picture.size) // 100

    # Words

    def words(self, what: str, text: str, place: Box, style: Style, *wanted: Rgb) -> Box:
        """Where they are. An empty text takes no room. Raises DoesNotFit."""
        if not text:
            return Box(place.left, place.top, place.left, place.top)
        lines = fitted(
            text, style.face, place.size, largest=style.largest, smallest=style.smallest, most_lines=style.most_lines
        )
        box = box_of(lines, place, style.across, style.down)
        ink, least = self._ink(box, wanted)
        draw, used = ImageDraw.Draw(self.picture), font(lines.face, lines.size)
        ascent, descent = used.getmetrics()
        for number, line in enumerate(lines.lines):
            left = box.left + (box.width - used.getlength(line)) * style.across
            top = box.top + number * lines.leading + (lines.leading - ascent - descent) / 2
            draw.text((left, top), line, font=used, fill=ink)
        self.placed.append(Placed(what, box, least))
        return box

    def _ink(self, box: Box, wanted: tuple[Rgb, ...]) -> tuple[Rgb, float]:
        """The first colour that can be read on what is there. Where none can, a plate is put below the words first."""
        darkest, lightest = self._extremes(box)
        for ink in (*wanted, WHITE, INK):
            least = min(contrast(ink, darkest), contrast(ink, lightest))
            if least >= LEAST_CONTRAST:
                return ink, least
        self._plate(box)
        return self._ink(box, (WHITE,))

    def _extremes(self, box: Box) -> tuple[Rgb, Rgb]:
        """The darkest and the lightest colour behind the words, without single pixels."""
        behind = self.picture.crop(box).resize((16, 16), Image.Resampling.BOX)
        colours = [tuple(behind.getpixel((x, y))) for x in range(16) for y in range(16)]  # type: ignore[arg-type]
        ordered = sorted(colours, key=lambda colour: contrast(colour, (0, 0, 0)))  # type: ignore[arg-type]
        return ordered[2], ordered[-3]  # type: ignore[return-value]

    def _plate(self, box: Box) -> None:
        around = box.inset(-2 * self.unit)
        self.shape(around, INK, radius=2 * self.unit)

    # Shapes

    def shape(self, box: Box, colour: Rgb, *, radius: int = 0, opacity: float = 1.0) -> None:
        """A box with round corners."""
        mask = rounded_mask(box.size, radius).point([round(value * opacity) for value in range(256)])
        self.picture.paste(colour, box[:2], mask)

    def shadow(self, box: Box, *, radius: int, spread: int, strength: float = 0.28) -> None:
        """What a card casts on the ground below it."""
        mask = Image.new("L", self.picture.size)
        mask.paste(rounded_mask(box.size, radius), (box.left, box.top + spread // 2))
        mask = mask.filter(ImageFilter.GaussianBlur(spread)).point([round(value * strength) for value in range(256)])
        self.picture.paste((0, 0, 0), (0, 0), mask)

    def photograph(self, picture: Image.Image, place: Box, *, radius: int = 0) -> None:
        """Fills the place, cut to its shape around the middle."""
        mask = rounded_mask(place.size, radius)
        self.picture.paste(covering(picture, place.size), place[:2], mask)

    def darken(self, place: Box, colour: Rgb, *, from_: float, to: float) -> None:
        """A gradient from the top of the place to its bottom, between two opacities."""
        column = Image.new("L", (1, place.height))
        for y in range(place.height):
            column.putpixel((0, y), round(255 * (from_ + (to - from_) * y / max(1, place.height - 1))))
        self.picture.paste(colour, place[:2], column.resize(place.size))

    def button(self, text: str, place: Box, colour: Rgb, style: Style) -> Box:
        """Words on a shape that is as wide as they are. Raises DoesNotFit."""
        if not text:
            return Box(place.left, place.top, place.left, place.top)
        side, above = round(style.largest * 0.9), round(style.largest * 0.5)
        room = (place.width - 2 * side, place.height - 2 * above)
        lines = fitted(
            text, style.face, room, largest=style.largest, smallest=style.smallest, most_lines=style.most_lines
        )
        box = place.placed((lines.width + 2 * side, lines.height + 2 * above), style.across, style.down)
        self.shape(box, colour, radius=box.height // 2)
        inner = Box(box.left + side, box.top + above, box.right - side, box.bottom - above)
        middle = style._replace(across=0.5, down=0.5)
        self.words("button", text, inner.inset(-2), middle, readable_on(colour, WHITE))
        return box


def rounded_mask(size: tuple[int, int], radius: int) -> Image.Image:
    large = Image.new("L", (size[0] * _SMOOTH, size[1] * _SMOOTH))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * _SMOOTH, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def covering(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """As small as covers the size, cut around the middle; on white where it is transparent."""
    scale = max(size[0] / picture.width, size[1] / picture.height)
    part = min(picture.width, size[0] / scale), min(picture.height, size[1] / scale)
    left, top = (picture.width - part[0]) / 2, (picture.height - part[1]) / 2
    box = (left, top, left + part[0], top + part[1])
    return _opaque(picture).resize(size, Image.Resampling.LANCZOS, box=box)


def within(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """As large as fits into the size, whole."""
    scale = min(size[0] / picture.width, size[1] / picture.height)
    wanted = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    return picture.resize(wanted, Image.Resampling.LANCZOS)


def _opaque(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture
    ground = Image.new("RGB", picture.size, WHITE)
    ground.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    return ground
