"""AVIF is the smaller of the two formats that browsers accept, at small sizes too."""

import pytest

from pixelflare.imaging import Effort, job_of, render
from pixelflare.imaging.encode.formats import settings
from schema.addresses.formats import Format
from schema.addresses.option_values import Compression
from schema.addresses.options import Options
from tests.photographs import photograph

PHOTOGRAPHS = ("rocket.jpg", "retina.jpg")


@pytest.mark.parametrize("preset", ["thumb", "w256", "w512"])
def test_small_photographs_take_fewer_bytes_as_avif_than_as_webp(preset: str) -> None:
    total = {Format.AVIF: 0, Format.WEBP: 0}
    for name in PHOTOGRAPHS:
        for made in render(photograph(name), [job_of(preset, each) for each in total]):
            total[made.order.format] += len(made.body)

    assert total[Format.AVIF] < total[Format.WEBP]


def _speed(size: tuple[int, int], effort: Effort = Effort.STORED, **more: bool) -> int:
    return int(settings(Format.AVIF, size, effort=effort, look=Options(), **more)["speed"])


def test_only_small_stills_take_longer() -> None:
    assert [_speed(size) for size in [(256, 256), (512, 512), (513, 512), (2048, 1536)]] == [7, 8, 9, 9]
    assert _speed((256, 256), is_still=False) == 9
    assert _speed((256, 256), Effort.QUICK) == 9
    assert _speed((256, 256), Effort.BEST) == 6
    fast = Options(compression=Compression.FAST)
    assert settings(Format.AVIF, (256, 256), effort=Effort.STORED, look=fast)["speed"] == 9
