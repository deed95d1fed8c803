"""Explains how a variant is made and how many bytes it will have, from the record and the variant listing."""

from collections.abc import Iterator
from typing import NamedTuple

from pixelflare.delivery.facts import facts_of
from pixelflare.explain.prediction import Made, Prediction, predict
from pixelflare.imaging import Subject, job_of
from pixelflare.imaging.animation.motion import moves
from pixelflare.imaging.description import Source, describe, result_size
from pixelflare.variants.listing import ListedVariant, VariantListing
from schema.addresses.explain import ExplainedResult, ExplainedSource, ExplainedStep
from schema.addresses.formats import Format
from schema.addresses.options import Options, options_of
from schema.addresses.variant_names import ORIGINAL, VariantName
from schema.library.images import Image, PictureFacts

SHOWN_BY_BROWSERS = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
"""Types that are served as the original with their own bytes. Other types are served as a rendering."""


class Work(NamedTuple):
    """Empty for results that are no images, and for images that the caller may not know of."""

    source: ExplainedSource | None = None
    steps: tuple[ExplainedStep, ...] = ()
    result: ExplainedResult | None = None
    prediction: Prediction | None = None


def work_of(image: Image, name: VariantName, held: ListedVariant | None, variant_listing: VariantListing) -> Work:
    """The work for this variant of an image with bytes."""
    facts = image.facts
    if facts is None:
        return Work()
    source = ExplainedSource(
        content_type=facts.content_type,
        width=facts.width,
        height=facts.height,
        frames=facts.frames,
        bytes=image.size_bytes,
    )
    if name.extension == "json":
        return Work(source, prediction=Prediction(len(facts_of(image)), "the facts as JSON"))
    if name.stem == ORIGINAL:
        return _untouched(image, facts, source, held)
    return _made(image, facts, source, name, held, variant_listing)


def _untouched(image: Image, facts: PictureFacts, source: ExplainedSource, held: ListedVariant | None) -> Work:
    result = ExplainedResult(width=facts.width, height=facts.height, frames=facts.frames, is_exact=True)
    if held is not None:
        return Work(source, result=result, prediction=_exactly(held))
    if facts.content_type not in SHOWN_BY_BROWSERS or image.size_bytes is None:
        return Work(source, result=result)
    return Work(
        source,
        result=result,
        prediction=Prediction(image.size_bytes, "the upload, without the metadata that is removed"),
    )


def _made(
    image: Image,
    facts: PictureFacts,
    source: ExplainedSource,
    name: VariantName,
    held: ListedVariant | None,
    variant_listing: VariantListing,
) -> Work:
    size, format_ = (facts.width, facts.height), Format(name.extension)
    pictured = Source(size, facts.content_type, facts.frames, _subject(facts), facts.orientation)
    described = describe(pictured, name.stem, format_)
    steps = tuple(
        ExplainedStep(
            step=step.name, detail=step.detail, width=step.size[0], height=step.size[1], parameters=step.parameters
        )
        for step in described.steps
    )
    result = ExplainedResult(
        width=described.size[0], height=described.size[1], frames=described.frames, is_exact=described.is_exact
    )
    if held is not None:
        return Work(source, steps, result, _exactly(held))
    pixels = described.size[0] * described.size[1] * described.frames
    wanted = Made(options_of(name.stem), format_, pixels)
    return Work(source, steps, result, predict(wanted, list(_neighbours(image, facts, variant_listing))))


def _subject(facts: PictureFacts) -> Subject:
    return Subject(focus=facts.focus, faces=facts.faces)


def _exactly(held: ListedVariant) -> Prediction:
    return Prediction(held.size_bytes, "it is stored")


def _neighbours(image: Image, facts: PictureFacts, variant_listing: VariantListing) -> Iterator[tuple[str, Made]]:
    """The image's stored variants by name, with their facts."""
    size = facts.width, facts.height
    for held in variant_listing.variants_of(image):
        stem, _, extension = held.name.rpartition(".")
        options = _options(stem)
        if options is None or extension not in set(Format):
            continue
        format_ = Format(extension)
        width, height = result_size(options, size, subject=_subject(facts))
        frames = facts.frames if moves(job_of(stem, format_), size, facts.frames) else 1
        yield held.name, Made(options, format_, width * height * frames, held.size_bytes)


def _options(stem: str) -> Options | None:
    """None for an object that an earlier version of the grammar has left."""
    try:
        return options_of(stem)
    except ValueError:
        return None
