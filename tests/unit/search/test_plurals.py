"""Singular and plural find each other, as with SQLite's Porter stemmer."""

import sqlite3
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.search.parser import parse_query
from pixelflare.search.plurals import other_forms

PAIRS = """
dog dogs, cat cats, boat boats, tree trees, house houses, horse horses, image images, lake lakes, bridge bridges, shoe shoes,
beach beaches, church churches, dish dishes, box boxes, fox foxes, glass glasses, dress dresses, bus buses,
cherry cherries, berry berries, city cities, family families, puppy puppies, day days, key keys, boy boys, toy toys, photo photos,
potato potatoes, tomato tomatoes, movie movies, cookie cookies, flower flowers, mountain mountains, window windows, cloud clouds
"""
NOUNS = [tuple(pair.split()) for pair in PAIRS.replace("\n", " ").split(",")]
UNLIKE = ["sea", "season", "news", "men", "glas", "grass", "canvas", "iris", "virus", "buses", "sky"]


def meant(word: str) -> set[str]:
    return {word, *other_forms(word)}


@pytest.mark.parametrize(("singular", "plural"), NOUNS)
def test_each_form_finds_the_other(singular: str, plural: str) -> None:
    assert plural in meant(singular)
    assert singular in meant(plural)


def test_nouns_find_what_porters_stemmer_finds() -> None:
    """And beyond that, only a noun's own other form: Porter takes `bus` and `buses` for two words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='porter')")
    words = sorted({word for pair in NOUNS for word in pair})
    database.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])

    for word in words:
        theirs = {found for (found,) in database.execute("SELECT word FROM words WHERE words MATCH ?", (f'"{word}"',))}
        ours = meant(word) & set(words)
        assert ours - theirs <= {form for pair in NOUNS if word in pair for form in pair}, word


@pytest.mark.parametrize(("one", "other"), list(combinations(UNLIKE, 2)))
def test_other_words_do_not_find_each_other(one: str, other: str) -> None:
    assert other not in meant(one)
    assert one not in meant(other)


@given(st.text(max_size=40))
def test_any_word_has_few_forms_and_is_none_of_them(word: str) -> None:
    forms = other_forms(word)
    assert len(forms) <= 2
    assert word not in forms


def test_phrases_prefixes_and_filters_are_meant_as_they_are_written() -> None:
    for text in ('"green dogs"', "dogs*", "tag:dogs", "camera:dogs"):
        assert all(len(clause.any_of) == 1 for clause in parse_query(text).clauses), text
    (clause,) = parse_query("dogs").clauses
    assert [leaf.terms[0].text for leaf in clause.any_of] == ["dogs", "dog"]


def test_what_is_excluded_is_excluded_in_both_forms() -> None:
    (clause,) = parse_query("-beach").clauses
    assert clause.is_excluded
    assert [leaf.terms[0].text for leaf in clause.any_of] == ["beach", "beaches"]


def test_forms_do_not_count_as_words() -> None:
    assert len(parse_query(" ".join(f"word{letter}" for letter in "abcdefghijklmnop")).clauses) == 16
