"""Many images without pictures: records with words in them, and their entries in the index."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from ulid import ULID

from pixelflare.aws.table import Table
from pixelflare.catalog.images.rows import live_row
from pixelflare.search.document import document_of
from pixelflare.search.index import SearchIndex
from schema.library.images import Exif, Image, ImageStatus, PictureFacts, Visibility
from tests.integration.cloud import Cloud

WORDS = (
    "sea",
    "seal",
    "season",
    "sky",
    "beach",
    "boat",
    "dawn",
    "dog",
    "fog",
    "forest",
    "green",
    "hill",
    "house",
    "ice",
)
RARE = ("zebra", "quartz", "yeti", "xylophone")
FIRST = datetime(2023, 1, 1, tzinfo=UTC)


@dataclass
class WordLibrary:
    cloud: Cloud
    owner: str = field(default_factory=lambda: uuid4().hex)
    images: dict[str, Image] = field(default_factory=dict)

    def add(self, filename: str = "a.jpg", *, created_at: datetime = FIRST, **fields: Any) -> str:
        image_id = f"img_{ULID.from_datetime(created_at)}"
        look = {name: fields.pop(name) for name in ("exif", "colors", "look_hash") if name in fields}
        facts = PictureFacts(content_type="image/jpeg", width=4, height=3, thumbhash="", **look)
        image = Image(
            image_id=image_id,
            owner=self.owner,
            album=fields.pop("album", "default"),
            filename=filename,
            display_name=fields.pop("display_name", filename),
            status=ImageStatus.READY,
            nonce="",
            declared_type="image/jpeg",
            facts=facts,
            created_at=created_at,
            updated_at=created_at,
            **fields,
        )
        Table(self.cloud.variables["CORE_TABLE"]).put(live_row(image))
        SearchIndex(Table(self.cloud.variables["DERIVED_TABLE"])).write(self.owner, document_of(image))
        self.images[image_id] = image
        return image_id

    def add_many(self, count: int, random: Random) -> None:
        for number in range(count):
            self.add(
                f"{random.choice(WORDS)}-{number}.jpg",
                created_at=FIRST + timedelta(hours=7 * number),
                title=" ".join(random.choices(WORDS, k=number % 3)) or None,
                alt=" ".join(random.choices(WORDS, k=random.randint(0, 12)) + random.choices(RARE, k=number % 40 == 0)),
                tags=frozenset(random.sample(WORDS, k=random.randint(0, 3))),
                album=random.choice(("trips", "work", "default")),
                license=random.choice((None, "CC BY 4.0")),
                visibility=random.choice(tuple(Visibility)),
                exif=Exif(make=random.choice((None, "Canon", "Leica"))),
            )
