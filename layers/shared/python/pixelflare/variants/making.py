"""Variants of one image, from its original: presets or any options, with what is known of the picture."""

from collections.abc import Iterator, Sequence

from pixelflare.aws.objects import ObjectStore, StoredObject
from pixelflare.base.errors import NotFound
from pixelflare.catalog import ImageStore
from pixelflare.imaging import Effort, Rendered, RenderJob, Subject, render
from schema.addresses.image_path import ImagePath
from schema.env.cpu import cores
from schema.keys.objects import original_object
from schema.library.images import Image

WATERMARKS = "watermarks"
"""The owner's album whose images `wm` names: `wm=logo` is logo.png there."""


def original_of(image: Image, *, originals: ObjectStore) -> StoredObject:
    """The untouched bytes. An accepted image without them is a fault of ours."""
    original = originals.read(original_object(image.owner, image.image_id, image.sha256 or ""))
    if original is None:
        raise RuntimeError(f"image {image.image_id} has no original")
    return original


def make_variant(
    image: Image, job: RenderJob, *, effort: Effort = Effort.STORED, images: ImageStore, originals: ObjectStore
) -> Rendered:
    """The variant. Raises NotFound for a watermark that the owner does not have."""
    mark = watermark_of(image.owner, job.options.wm, images=images, originals=originals)
    original = original_of(image, originals=originals)
    return render_variant(image, job, original=original.body, watermark=mark, effort=effort)


def render_variant(
    image: Image, job: RenderJob, *, original: bytes, watermark: bytes | None, effort: Effort = Effort.STORED
) -> Rendered:
    """The variant, of bytes that have been read. Nothing but computing."""
    (rendered,) = render(original, [job], effort=effort, threads=cores(), subject=_subject(image), watermark=watermark)
    return rendered


def make_variants(
    image: Image, orders: Sequence[RenderJob], *, effort: Effort, images: ImageStore, originals: ObjectStore
) -> Iterator[Rendered]:
    """Each order's variant as soon as it is made, of one decode for each watermark; those are left out whose watermark
    the owner does not have any more."""
    by_mark: dict[str, list[RenderJob]] = {}
    for order in orders:
        by_mark.setdefault(order.options.wm, []).append(order)
    for name, marked in by_mark.items():
        try:
            mark = watermark_of(image.owner, name, images=images, originals=originals)
        except NotFound:
            continue
        original = original_of(image, originals=originals)
        yield from render(
            original.body, marked, effort=effort, threads=cores(), subject=_subject(image), watermark=mark
        )


def _subject(image: Image) -> Subject:
    return Subject(focus=image.facts.focus, faces=image.facts.faces) if image.facts else Subject()


def watermark_of(owner: str, name: str, *, images: ImageStore, originals: ObjectStore) -> bytes | None:
    """The bytes of the owner's image with that name; None without one. Raises NotFound when there is no such image."""
    if not name:
        return None
    holder = images.holder_of(ImagePath(owner, WATERMARKS, f"{name}.png"))
    mark = images.find(owner, holder) if holder else None
    if mark is None or not mark.is_servable or mark.is_withheld:
        raise NotFound(f"there is no watermark {name}: upload {name}.png to the album {WATERMARKS}")
    return original_of(mark, originals=originals).body
