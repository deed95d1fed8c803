"""What making a result takes in memory and CPU, said before any pixel is touched, and what is therefore not made.

The rates are those of benchmarks/results/work.md, rounded up. Docs: docs/decisions/0034-what-a-function-can-make.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from pixelflare.imaging.animation.motion import moves
from pixelflare.imaging.geometry.geometry import look_of, recipe_of
from pixelflare.imaging.geometry.turns import displayed
from pixelflare.imaging.jobs import JUDGED_PIXELS, JUDGEMENTS, Effort, RenderJob, Subject
from schema.addresses.formats import Format
from schema.addresses.option_values import AUTO, AUTO_QUALITY, FACE, Compression
from schema.addresses.options import Options
from schema.env.cpu import ONE_CPU_MB
from schema.library.images import PictureFacts

_MIB, _MILLION = 1 << 20, 1_000_000
REST_MIB = 250
"""The interpreter with its libraries (110), the largest file twice (100), and room for the answer."""
SLOWER = 1.5
"""How much slower than the measured core a function's may be."""


class Rates(NamedTuple):
    """Bytes at the peak for a pixel, and seconds for a million pixels."""

    bytes: float
    seconds: float


_DECODING = {
    "image/jpeg": Rates(8.5, 0.035),
    "image/png": Rates(9.0, 0.045),
    "image/gif": Rates(8.0, 0.03),
    "image/webp": Rates(17.0, 0.04),
    "image/avif": Rates(16.0, 0.05),
    "image/heic": Rates(24.5, 0.165),
    "image/tiff": Rates(8.5, 0.04),
    "image/bmp": Rates(10.5, 0.025),
    "image/x-icon": Rates(10.5, 0.045),
}
"""For the whole picture. A HEIC's are those of ten bits, its decoder's own process included."""
_RENDERED = frozenset({"image/heic", "image/tiff", "image/bmp", "image/x-icon"})
"""Their public original is a rendering: see publishing.py."""
_COEFFICIENTS = 6.3
"""Bytes that a progressive JPEG takes for each pixel, however small it is decoded."""
_DRAFT = 9
"""A JPEG is decoded at up to three times the result's sides."""


def _by_effort(*, stored: Rates, quick: Rates, best: Rates) -> dict[Effort, Rates]:
    return {Effort.STORED: stored, Effort.QUICK: quick, Effort.BEST: best}


def _always(rates: Rates) -> dict[Effort, Rates]:
    return _by_effort(stored=rates, quick=rates, best=rates)


_OPAQUE = {
    Format.WEBP: _by_effort(stored=Rates(11.0, 0.12), quick=Rates(11.0, 0.06), best=Rates(11.0, 0.15)),
    Format.AVIF: _by_effort(stored=Rates(28.5, 0.09), quick=Rates(28.5, 0.09), best=Rates(28.5, 0.30)),
    Format.JPEG: _always(Rates(8.5, 0.04)),
    Format.PNG: _by_effort(stored=Rates(6.5, 0.25), quick=Rates(6.5, 0.13), best=Rates(6.5, 2.5)),
    Format.GIF: _always(Rates(17.5, 0.22)),
}
_WITH_ALPHA = {
    Format.WEBP: _by_effort(stored=Rates(46.0, 0.34), quick=Rates(46.0, 0.34), best=Rates(66.0, 15.2)),
    Format.AVIF: _by_effort(stored=Rates(35.0, 0.26), quick=Rates(35.0, 0.26), best=Rates(35.0, 0.90)),
    Format.JPEG: _always(Rates(14.5, 0.09)),
    Format.PNG: _by_effort(stored=Rates(10.0, 0.57), quick=Rates(10.0, 0.30), best=Rates(10.0, 5.0)),
    Format.GIF: _always(Rates(19.5, 0.22)),
}
"""For a pixel of the result, the decoded picture included; alpha as noise, which takes the most."""
_MOVING = {
    Format.WEBP: _by_effort(stored=Rates(12.0, 0.2), quick=Rates(12.0, 0.2), best=Rates(14.0, 2.0)),
    Format.AVIF: _by_effort(stored=Rates(16.0, 0.1), quick=Rates(16.0, 0.1), best=Rates(36.0, 0.5)),
    Format.GIF: _always(Rates(12.0, 0.1)),
}
"""For the pixels of all frames together."""
_RESIZING, _AS_LIGHT, _AS_LIGHT_PIXELS = Rates(8.0, 0.012), 0.05, 34_000_000
"""For a pixel of the source and of the result: copies for orientation, colours and alpha. Resizing as light takes longer,
and is left out for larger pictures (linear_light.py)."""
_EFFECTS = Rates(8.0, 0.10)
"""For a result with any: blurring, sharpening, grounds and watermarks work on copies."""
_TRIMMING = Rates(0.0, 0.05)
"""Of an animation, for each frame's pixels: all frames are looked at before."""
_JUDGED = Rates(45.0, 0.10)
"""Of `q=auto`, for what is decoded and compared; that is encoded besides."""


class Work(NamedTuple):
    """What a result takes, at most: memory at the peak, and CPU time."""

    mib: float
    seconds: float

    def is_within(self, time: timedelta) -> bool:
        return self.seconds <= time.total_seconds()


class Manner(NamedTuple):
    """How a job is done: what is asked of the encoder, and its effort."""

    job: RenderJob
    effort: Effort
    work: Work


def manner_of(job: RenderJob, facts: PictureFacts, *, within: timedelta, mib: int = ONE_CPU_MB) -> Manner | None:
    """The job with the best effort that fits into that memory and time; None when even the quickest does not."""
    for candidate, effort in _candidates(job):
        work = work_of(candidate, facts, effort=effort)
        if work.mib <= mib and work.is_within(within):
            return Manner(candidate, effort, work)
    return None


def _candidates(job: RenderJob) -> Iterator[tuple[RenderJob, Effort]]:
    """As it is asked for; then with less effort, whatever `compression` says."""
    asked = job.options.compression
    plain = job._replace(options=replace(job.options, compression=None))
    if asked is Compression.BEST:
        yield job, Effort.BEST
    if asked is not Compression.FAST:
        yield plain, Effort.STORED
    yield (job if asked is Compression.FAST else plain), Effort.QUICK


def work_of(job: RenderJob, facts: PictureFacts, *, effort: Effort) -> Work:
    """What the job takes, of a picture with these facts."""
    size = facts.width, facts.height
    source, made = facts.width * facts.height, _result_pixels(job.options, facts)
    decoding = _decoding(facts, source, made, is_whole=bool(job.options.trim) or facts.frames > 1)
    resized = min(source, _DRAFT * made) if facts.content_type == "image/jpeg" else source
    worked = _RESIZING.bytes * (resized + made) + _effects(job.options).bytes * made
    seconds = decoding.seconds + (_resizing(resized) + _effects(job.options).seconds * made) / _MILLION
    if moves(job, size, facts.frames):
        rates, pixels = _MOVING[job.format][effort], made * facts.frames
        seconds += (decoding.seconds + _RESIZING.seconds * source / _MILLION) * (facts.frames - 1)
        seconds += _effects(job.options).seconds * made * (facts.frames - 1) / _MILLION
        if job.options.trim:
            seconds += (decoding.seconds + _TRIMMING.seconds * source / _MILLION) * facts.frames
        return _work(decoding.bytes + rates.bytes * pixels, seconds + rates.seconds * pixels / _MILLION)
    seconds += decoding.seconds * (min(job.options.frame or 0, facts.frames - 1) + _is_searched(job.options, facts))
    rates = (_OPAQUE if not facts.has_alpha and _is_plain(job.options) else _WITH_ALPHA)[job.format][effort]
    judged = min(made, JUDGED_PIXELS) if job.options.q == AUTO_QUALITY else 0
    seconds += (rates.seconds * made + JUDGEMENTS * (rates.seconds + _JUDGED.seconds) * judged) / _MILLION
    return _work(max(decoding.bytes, worked, rates.bytes * made + _JUDGED.bytes * judged), seconds)


def inspection_work(facts: PictureFacts) -> Work:
    """What checking an upload takes: every frame is decoded, a JPEG at half its sides (see decode.check_rows)."""
    source = facts.width * facts.height
    decoding = _decoding(facts, source, source, is_whole=True)
    if facts.content_type == "image/jpeg":
        rates = _DECODING[facts.content_type]
        decoding = _Decoding((_COEFFICIENTS + rates.bytes / 4) * source, decoding.seconds)
    return _work(decoding.bytes + source, decoding.seconds * facts.frames)


def publishing_work(facts: PictureFacts, presets: Sequence[RenderJob]) -> Work:
    """What an upload's public original and presets take: two decodes, of which one may become a rendering at full size."""
    source = facts.width * facts.height
    decoding = _decoding(facts, source, source, is_whole=True)
    whole = (_WITH_ALPHA if facts.has_alpha else _OPAQUE)[Format.PNG][Effort.QUICK]
    jobs = [work_of(job, facts, effort=Effort.STORED) for job in presets]
    frames = facts.frames if any(moves(job, (facts.width, facts.height), facts.frames) for job in presets) else 1
    once = frames * decoding.seconds + _resizing(source) / _MILLION
    each = sum(max(0.0, job.seconds / SLOWER - once) for job in jobs)
    # A JPEG's presets are decoded no larger than they need, and its public original is not decoded at all.
    at_the_peak, seconds = 0.0 if facts.content_type == "image/jpeg" else decoding.bytes, once + each
    if facts.content_type in _RENDERED:
        at_the_peak = max(at_the_peak, (_RESIZING.bytes + whole.bytes) * source)
        seconds += decoding.seconds + whole.seconds * source / _MILLION
    return Work(max(REST_MIB + at_the_peak / _MIB, *(job.mib for job in jobs)), SLOWER * seconds)


def _resizing(pixels: int) -> float:
    """Millionths of seconds."""
    return _RESIZING.seconds * pixels + (_AS_LIGHT - _RESIZING.seconds) * min(pixels, _AS_LIGHT_PIXELS)


class _Decoding(NamedTuple):
    bytes: float
    seconds: float


def _decoding(facts: PictureFacts, source: int, made: int, *, is_whole: bool) -> _Decoding:
    """Of one frame."""
    rates = _DECODING[facts.content_type]
    seconds = rates.seconds * source / _MILLION
    if facts.content_type != "image/jpeg" or is_whole:
        return _Decoding(rates.bytes * source, seconds)
    return _Decoding(_COEFFICIENTS * source + rates.bytes * min(source, _DRAFT * made), seconds)


def _result_pixels(options: Options, facts: PictureFacts) -> int:
    recipe = recipe_of(options, (facts.width, facts.height), subject=Subject(facts.focus, facts.faces))
    width, height = displayed(recipe.geometry.size, recipe.finish.turn)
    canvas = recipe.finish.canvas
    return max(width * height, canvas.size[0] * canvas.size[1] if canvas else 0)


def _effects(options: Options) -> Rates:
    return Rates(0.0, 0.0) if _is_plain(options) else _EFFECTS


def _is_plain(options: Options) -> bool:
    """Whether nothing is done to the pixels but resizing, so that nothing becomes transparent."""
    return look_of(options) == Options(q=options.q, f=options.f, compression=options.compression, meta=options.meta)


def _is_searched(options: Options, facts: PictureFacts) -> bool:
    """Whether the picture is decoded once more to find where the eye goes."""
    return options.g in (AUTO, FACE) and facts.focus is None


def _work(at_the_peak: float, seconds: float) -> Work:
    return Work(REST_MIB + at_the_peak / _MIB, SLOWER * seconds)
