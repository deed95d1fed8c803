"""Searches find what SQLite's FTS5 finds in the same words, whatever is asked, and rank it alike."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.aws.table import Table
from pixelflare.base.cursors import Cursors
from pixelflare.base.errors import InvalidRequest
from pixelflare.catalog import ImageStore
from pixelflare.search import Postings, SearchEngine, lists, windows
from pixelflare.search.document import WEIGHTS, document_of
from pixelflare.search.parser import parse_query
from pixelflare.search.query import Leaf, Query
from tests.integration.cloud import Cloud
from tests.integration.library_of_words import FIRST, RARE, WORDS, WordLibrary

IMAGES = 240


class Fts5:
    """The documents' own words, each filter as a word of a column that counts nothing."""

    def __init__(self, library: WordLibrary) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(f"CREATE VIRTUAL TABLE images USING fts5(id UNINDEXED, {', '.join(WEIGHTS)}, filters)")
        self._filters: dict[str, str] = {}
        for image in library.images.values():
            document = document_of(image)
            filters = " ".join(self._filter(term) for term in document.terms if ":" in term)
            words = [" ".join(document.fields.get(name, ())) for name in WEIGHTS]
            places = ", ".join("?" * (len(words) + 2))
            self._connection.execute(f"INSERT INTO images VALUES ({places})", (image.image_id, *words, filters))

    def best_first(self, query: Query) -> list[str]:
        wanted = " AND ".join(self._any(clause.any_of) for clause in query.clauses if not clause.is_excluded)
        excluded = " OR ".join(self._any(clause.any_of) for clause in query.clauses if clause.is_excluded)
        found = self._match(wanted) if wanted else self._everything()
        gone = set(self._match(excluded)) if excluded else set()
        inside = (each for each in found if query.created.low <= each < query.created.high)
        return [] if query.asks_for_nothing else [each for each in inside if each not in gone]

    def _match(self, expression: str) -> list[str]:
        weights = ", ".join(map(str, (0.0, *WEIGHTS.values(), 0.0)))
        rows = self._connection.execute(
            f"SELECT id FROM images WHERE images MATCH ? ORDER BY bm25(images, {weights}), id DESC",
            (expression,),
        )
        return [image_id for (image_id,) in rows]

    def _everything(self) -> list[str]:
        return [image_id for (image_id,) in self._connection.execute("SELECT id FROM images ORDER BY id DESC")]

    def _any(self, leaves: tuple[Leaf, ...]) -> str:
        return f"({' OR '.join(map(self._leaf, leaves))})"

    def _leaf(self, leaf: Leaf) -> str:
        if leaf.terms[0].is_filter:
            return f"({' AND '.join(self._filter(term.text) for term in leaf.terms)})"
        words = " ".join(term.text for term in leaf.terms)
        return f'"{words}"{"*" if leaf.terms[-1].is_prefix else ""}'

    def _filter(self, term: str) -> str:
        return self._filters.setdefault(term, f"filter{len(self._filters)}")


@pytest.fixture(scope="module")
def library(cloud: Cloud) -> WordLibrary:
    made = WordLibrary(cloud)
    made.add_many(IMAGES, Random(36))
    return made


@pytest.fixture(scope="module")
def fts5(library: WordLibrary) -> Fts5:
    return Fts5(library)


@pytest.fixture(scope="module")
def engine(cloud: Cloud) -> SearchEngine:
    images = ImageStore(Table(cloud.variables["CORE_TABLE"]))
    return SearchEngine(
        Postings(Table(cloud.variables["DERIVED_TABLE"])), images=images, cursors=Cursors(lambda: b"key")
    )


@pytest.fixture(params=["whole lists", "short pages"])
def pages(request: pytest.FixtureRequest) -> Iterator[None]:
    """Short ones, so that most lists are longer than a page."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "short pages":
            patch.setattr(lists, "PAGE", 20)
            patch.setattr(windows, "LOOKED_INTO", 15)
            patch.setattr(windows, "WALKED", 25)
        yield


word = st.sampled_from((*WORDS, *RARE, "canon", "trips", "nowhere"))
prefix = st.sampled_from(("se*", "sea*", "fo*", "do*", "gr*", "ze*", "nope*"))
phrase = st.lists(word, min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"') | word.map(
    lambda w: f'"{w} s"*'
)
label = st.sampled_from(
    (
        "album:trips",
        "album:none",
        "tag:sea",
        "tag:dog",
        "is:private",
        "type:jpeg",
        "camera:leica",
        'license:"cc by 4.0"',
    )
)
term = word | prefix | phrase | label
part = term | term.map(lambda text: f"-{text}") | st.tuples(term, term).map(" OR ".join)
dates = st.sampled_from(("", "", "after:2023-02", "before:2023-03-05"))
queries = st.tuples(st.lists(part, min_size=1, max_size=4).map(" ".join), dates).map(" ".join)


def everything(engine: SearchEngine, owner: str, text: str, *, limit: int = 100) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = engine.page(owner, text, limit=limit, cursor=cursor)
        found += [each.image.image_id for each in page.found]
        cursor = page.next_cursor
        if cursor is None:
            assert page.total in (None, len(found))
            return found


@pytest.mark.usefixtures("pages")
@given(data=st.data())
def test_the_same_images_are_found(library: WordLibrary, engine: SearchEngine, fts5: Fts5, data: st.DataObject) -> None:
    text = data.draw(queries)

    found = everything(engine, library.owner, text)

    assert len(found) == len(set(found))
    assert set(found) == set(fts5.best_first(parse_query(text)))


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    "text", ["sea", "sea OR dog -fog", "se*", '"sea dog"', "-sea", "zebra OR album:trips", "tag:sea sky"]
)
def test_small_pages_are_the_large_one(library: WordLibrary, engine: SearchEngine, text: str) -> None:
    assert everything(engine, library.owner, text, limit=7) == everything(engine, library.owner, text)


def test_hits_are_ranked_alike(library: WordLibrary, engine: SearchEngine, fts5: Fts5) -> None:
    random = Random(5)
    rankings = []
    for _ in range(60):
        text = " ".join(random.sample(WORDS, k=random.randint(1, 3)))
        ours, theirs = everything(engine, library.owner, text), fts5.best_first(parse_query(text))
        if len(ours) > 4:
            rankings.append(rank_correlation(ours, theirs))

    print(f"rank correlation with FTS5 over {len(rankings)} queries: {mean(rankings):.3f}, least {min(rankings):.3f}")
    assert len(rankings) > 20
    assert mean(rankings) > 0.7


def rank_correlation(one: list[str], other: list[str]) -> float:
    """Spearman's: 1 for the same order, 0 for none."""
    place = {image_id: position for position, image_id in enumerate(other)}
    apart = sum((position - place[image_id]) ** 2 for position, image_id in enumerate(one))
    return 1 - 6 * apart / (len(one) * (len(one) ** 2 - 1))


@given(text=st.text(max_size=500) | st.text(alphabet='-"*: ORabtag\x00\u202e', max_size=80))
def test_whatever_is_typed_is_answered_or_refused(library: WordLibrary, engine: SearchEngine, text: str) -> None:
    try:
        engine.page(library.owner, text, limit=5, cursor=None)
    except InvalidRequest:
        return


def test_common_words_are_answered_newest_first(
    library: WordLibrary, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond what was ranked together."""
    monkeypatch.setattr(lists, "PAGE", 20)

    first = engine.page(library.owner, "type:jpeg", limit=20, cursor=None)

    newest = sorted(library.images, reverse=True)[:20]
    assert [each.image.image_id for each in first.found] == newest
    assert first.total is None
    assert library.images[newest[-1]].created_at > FIRST + timedelta(days=30)
