"""What is accepted fits the functions that make it: every kind of source, format and effort at the largest size, by the estimate."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from benchmarks.work import Case, measured
from pixelflare.imaging import RenderJob, job_of, manner_of
from pixelflare.imaging.cost import Manner, inspection_work, publishing_work, work_of
from schema import budgets
from schema.addresses.formats import READABLE_TYPES_BY_EXTENSION, Format
from schema.addresses.option_values import AUTO_QUALITY, Compression
from schema.addresses.options import Options, parse_segment
from schema.addresses.presets import PRESETS
from schema.env.cpu import CHECKING_MB, ONE_CPU_MB
from schema.library.images import PictureFacts
from schema.limits import MAX_FRAMES, MAX_PIXELS, MAX_SIDE_PIXELS, MAX_TOTAL_PIXELS, MOST_JPEG_PIXELS

KINDS = sorted(set(READABLE_TYPES_BY_EXTENSION.values()))
ANIMATED = ("image/gif", "image/png", "image/webp", "image/avif")
SHAPES = [(8_000, 8_000), (MAX_SIDE_PIXELS, MAX_PIXELS // MAX_SIDE_PIXELS)]


def facts(kind: str, size: tuple[int, int], *, frames: int = 1, has_alpha: bool = False) -> PictureFacts:
    return PictureFacts(
        content_type=kind, width=size[0], height=size[1], frames=frames, has_alpha=has_alpha, thumbhash=""
    )


def largest() -> Iterator[PictureFacts]:
    """The largest pictures that are accepted, of every kind."""
    yield facts("image/jpeg", (16_000, MOST_JPEG_PIXELS // 16_000))
    for kind, size in product(KINDS, SHAPES):
        yield facts(kind, size)
        if kind != "image/jpeg":
            yield facts(kind, size, has_alpha=True)
    for kind, frames in product(ANIMATED, (2, 4, 25, MAX_FRAMES)):
        side = int(min(MAX_PIXELS, MAX_TOTAL_PIXELS / frames) ** 0.5)
        yield facts(kind, (side, side), frames=frames, has_alpha=True)


ASKED = [
    *(Options(compression=effort) for effort in (None, *Compression)),
    Options(q=AUTO_QUALITY),
    Options(q=AUTO_QUALITY, compression=Compression.BEST),
    *(parse_segment(text) for text in ("blur=20", "pad=200", "trim=10", "g=auto,w=4096,h=4096,fit=cover,enlarge=1")),
    *(parse_segment(text) for text in ("w=4096", "w=1024,compression=best", "frame=499,compression=best")),
]
LARGEST = [pytest.param(one, id=f"{one.content_type}-{one.width}x{one.frames}-{one.has_alpha}") for one in largest()]
PRESET_JOBS = [job_of(name, Format.WEBP) for name in PRESETS]


@pytest.mark.parametrize("picture", LARGEST)
def test_whatever_is_made_of_the_largest_picture_fits(picture: PictureFacts) -> None:
    for format_, options in product(Format, ASKED):
        job = RenderJob("any", format_, options)
        for within in (budgets.MAKING_DEADLINE, budgets.FINISHING):
            manner = manner_of(job, picture, within=within)
            if manner is not None:
                work = work_of(manner.job, picture, effort=manner.effort)
                assert work == manner.work
                assert work.mib <= ONE_CPU_MB
                assert work.seconds <= within.total_seconds()


@pytest.mark.parametrize("picture", LARGEST)
def test_every_preset_is_made(picture: PictureFacts) -> None:
    for name, format_ in product(PRESETS, Format):
        assert manner_of(job_of(name, format_), picture, within=budgets.FINISHING), (name, format_)


@pytest.mark.parametrize("picture", LARGEST)
def test_an_upload_is_checked_and_published_in_its_consumers_time(picture: PictureFacts) -> None:
    checking, publishing = inspection_work(picture), publishing_work(picture, PRESET_JOBS)
    assert checking.mib <= CHECKING_MB
    assert checking.seconds <= budgets.ONE_MESSAGE.total_seconds()
    assert publishing.mib <= ONE_CPU_MB
    assert publishing.seconds <= budgets.FINISHING.total_seconds()


def test_the_budgets_are_within_the_functions_timeouts() -> None:
    assert budgets.MAKING_DEADLINE < budgets.HTTP_TIMEOUT
    assert budgets.FINISHING < budgets.VARIANT_CONSUMER_TIMEOUT
    assert budgets.ONE_MESSAGE < budgets.UPLOAD_CONSUMER_TIMEOUT
    assert budgets.WISH_ATTEMPTS < budgets.ATTEMPTS


def manner(options: str, picture: PictureFacts, format_: Format, within: timedelta) -> Manner | None:
    return manner_of(RenderJob(options, format_, parse_segment(options)), picture, within=within)


def test_a_quicker_effort_comes_before_a_refusal() -> None:
    picture = facts("image/jpeg", (6_000, 4_000))
    made = manner("compression=best", picture, Format.PNG, budgets.MAKING_DEADLINE)
    assert made is not None
    assert (made.effort, made.job.options.compression) == ("stored", None)


def test_what_no_effort_can_make_is_refused_and_less_of_it_is_made() -> None:
    picture = facts("image/png", (8_000, 8_000), has_alpha=True)
    assert manner("q=80", picture, Format.AVIF, budgets.FINISHING) is None
    assert manner("w=4096,q=80", picture, Format.AVIF, budgets.MAKING_DEADLINE) is not None
    assert manner("q=80", picture, Format.JPEG, budgets.MAKING_DEADLINE) is not None


@pytest.mark.parametrize(
    "case",
    [
        Case("jpeg", "avif", megapixels=6),
        Case("jpeg", "webp", megapixels=6),
        Case("png-alpha", "webp", megapixels=6),
        Case("webp-alpha", "jpg", megapixels=6),
        Case("jpeg", "webp", quality=AUTO_QUALITY, megapixels=6),
    ],
    ids=str,
)
def test_the_estimate_holds_for_what_is_really_made(case: Case) -> None:
    kinds: dict[str, Any] = {"jpeg": "image/jpeg", "png-alpha": "image/png", "webp-alpha": "image/webp"}
    picture = facts(kinds[case.kind], (3_000, 2_000), has_alpha="alpha" in case.kind)
    job = RenderJob("measured", Format(case.made), replace(Options(), q=case.quality))
    made = manner_of(job, picture, within=budgets.FINISHING)
    assert made is not None
    assert measured(case).mib <= made.work.mib - 150
