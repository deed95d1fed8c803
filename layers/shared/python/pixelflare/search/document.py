"""What an image is found by: its words by field, and the filters that it meets."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC

from pydantic import Field

from pixelflare.search.analyzer import words_of
from pixelflare.search.colors import cell_of
from pixelflare.search.looks import look_terms
from pixelflare.search.seen import seen_terms
from schema.base import Record
from schema.library.albums import Album
from schema.library.images import Image
from schema.library.moderation import Moderation, ModerationState

WEIGHTS: Mapping[str, float] = {
    "name": 3.0,
    "title": 3.0,
    "tags": 2.5,
    "alt": 2.0,
    "description": 1.5,
    "labels": 1.5,
    "caption": 1.0,
    "album": 1.0,
    "album_title": 1.0,
    "camera": 0.5,
}
"""How much a word counts in each field."""


class Posting(Record):
    """What a term's row says about an image, for the ranking."""

    weight: float
    """The weight of each field, as often as the term is in it. A filter counts nothing."""
    length: int
    """Words in all fields, rounded up to a power of two: so a changed word seldom changes all postings."""
    look_hash: str | None = None
    """Only of the terms that begin with `like:`."""
    vector_code: str | None = None
    """Only of the terms that begin with `seen:`."""


class Counted(Record):
    """Where an image is counted (`pixelflare.search.months`)."""

    day: str
    """Of its creation, in UTC, like 2026-11-29."""
    album: str


class SearchDocument(Record):
    """As stored. An image that no search finds has an empty one."""

    image_id: str
    version: int
    """Of the record that it was made from."""
    album_version: int = 0
    """Of the album's record. 0 if there was none, and in documents from before titles of albums were searched."""
    revision: int = 0
    """Counts the writes. The condition of each."""
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The words of each field, in order, for phrases."""
    album_title: str = ""
    """To be shown with a hit. Empty where the title says nothing that the slug does not."""
    terms: dict[str, Posting] = Field(default_factory=dict)
    """Words, and filters like `album:beach`. No word of a text has a colon, so the two never meet."""
    colors: tuple[str, ...] = ()
    """Dominant colours as #rrggbb. A term says only which cell one lies in."""
    counted: Counted | None = None
    """None for an image that is not there for others, and in documents from before images were counted."""

    def says_the_same_as(self, other: "SearchDocument") -> bool:
        return self.model_copy(update={"revision": other.revision}) == other

    def is_newer_than(self, other: "SearchDocument") -> bool:
        """Between two versions of an image's record it may have changed its album. Within one, the album's version decides."""
        return (self.version, self.album_version) > (other.version, other.album_version)


def document_of(image: Image, album: Album | None = None) -> SearchDocument:
    """`album` is the record of the image's album. An album without one has no title of its own."""
    title = album.title if album and words_of(album.title) != words_of(image.album) else ""
    exif = image.facts.exif if image.facts else None
    camera = " ".join(filter(None, (exif.make, exif.model, exif.lens))) if exif else ""
    texts = {
        "name": f"{image.display_name} {image.filename.rpartition('.')[0]}",
        "title": image.title or "",
        "tags": " ".join(sorted(image.tags)),
        "alt": image.alt or "",
        "description": image.description or "",
        "labels": " ".join(image.labels),
        "caption": image.caption or "",
        "album": image.album,
        "album_title": title,
        "camera": camera,
    }
    fields = {field: words for field, text in texts.items() if (words := words_of(text))}
    return SearchDocument(
        image_id=image.image_id,
        version=image.version,
        album_version=album.version if album else 0,
        fields=fields,
        album_title=title,
        terms=_terms(fields, _filters(image, camera)) | _looks(image) | _seen(image),
        colors=image.facts.colors if image.facts else (),
        counted=Counted(day=image.created_at.astimezone(UTC).date().isoformat(), album=image.album),
    )


def _looks(image: Image) -> dict[str, Posting]:
    """For pictures that look alike."""
    hash_ = image.facts.look_hash if image.facts else None
    return {term: Posting(weight=0.0, length=1, look_hash=hash_) for term in look_terms(hash_)} if hash_ else {}


def _seen(image: Image) -> dict[str, Posting]:
    """For pictures that a model finds alike."""
    code = image.vector_code
    return {term: Posting(weight=0.0, length=1, vector_code=code) for term in seen_terms(code)} if code else {}


def _terms(fields: Mapping[str, tuple[str, ...]], filters: list[str]) -> dict[str, Posting]:
    length = 1 << max(0, sum(map(len, fields.values())) - 1).bit_length()
    weights: defaultdict[str, float] = defaultdict(float)
    for field, words in fields.items():
        for word in words:
            weights[word] += WEIGHTS[field]
    weights.update(dict.fromkeys(filters, 0.0))
    return {term: Posting(weight=weight, length=length) for term, weight in weights.items()}


def _filters(image: Image, camera: str) -> list[str]:
    found = [f"album:{image.album}", f"is:{image.visibility.value}", *(f"tag:{tag}" for tag in sorted(image.tags))]
    if image.facts:
        found += dict.fromkeys(f"color:{cell_of(color)}" for color in image.facts.colors)
        found.append(f"type:{image.facts.content_type.rpartition('/')[2]}")
    if image.moderation:
        found += [f"is:{word}" for word in _moderated(image.moderation)]
    if image.license:
        found.append(f"license:{image.license.casefold()}")
    return found + [f"camera:{word}" for word in dict.fromkeys(words_of(camera))]


def _moderated(moderation: Moderation) -> list[str]:
    """A held image that a model has flagged is found by either word."""
    is_flagged = moderation.verdict is not None and moderation.verdict.flagged and not moderation.is_decided
    words = {"held": moderation.state is ModerationState.HELD, "flagged": is_flagged}
    words["rejected"] = moderation.state is ModerationState.REJECTED
    return [word for word, is_so in words.items() if is_so]
