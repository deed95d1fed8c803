"""`make search-rebuild` makes the index say what the records say, whatever it said before."""

import pytest

from operations.deployment import deployment_of
from operations.search_rebuild import _names, main, rebuild
from pixelflare.aws.table import Table
from pixelflare.search.document import Posting, SearchDocument
from pixelflare.search.index import SearchIndex
from tests.assembly import assembly_dir
from tests.integration.cloud import Cloud, User
from tests.integration.library_of_words import WordLibrary


@pytest.fixture
def library(cloud: Cloud, user: User) -> WordLibrary:
    return WordLibrary(cloud, owner=user.call("GET", "/v1/me").body["owner"])


def found(user: User, text: str) -> list[str]:
    return [hit["image"]["filename"] for hit in user.call("GET", "/v1/search", query=f"q={text}").body["data"]]


def wipe(cloud: Cloud) -> None:
    table = Table(cloud.variables["DERIVED_TABLE"])
    for row in cloud.rows("DERIVED_TABLE"):
        table.delete({"pk": row["pk"]["S"], "sk": row["sk"]["S"]})


def test_lost_index_is_made_again(cloud: Cloud, user: User, library: WordLibrary) -> None:
    library.add("a.jpg", alt="sea")
    wipe(cloud)
    assert found(user, "sea") == []

    main(["--assembly", str(assembly_dir()), "--owner", library.owner, "--local"])

    assert found(user, "sea") == ["a.jpg"]


def test_owner_alone_or_everybody(cloud: Cloud, user: User, library: WordLibrary) -> None:
    library.add("a.jpg", alt="sea")
    wipe(cloud)
    names = {"core": cloud.variables["CORE_TABLE"], "derived": cloud.variables["DERIVED_TABLE"]}

    rebuild(**names, owner="somebody-else")
    assert found(user, "sea") == []
    rebuild(**names)
    assert found(user, "sea") == ["a.jpg"]


def test_what_only_the_index_knows_goes(cloud: Cloud, library: WordLibrary) -> None:
    index = SearchIndex(Table(cloud.variables["DERIVED_TABLE"]))
    ghost = "img_" + "0" * 26
    terms = {"ghost": Posting(weight=1.0, length=1)}
    index.write(library.owner, SearchDocument(image_id=ghost, version=1, fields={"alt": ("ghost",)}, terms=terms))

    assert (
        rebuild(core=cloud.variables["CORE_TABLE"], derived=cloud.variables["DERIVED_TABLE"], owner=library.owner)[1]
        == 0
    )

    assert not any(row["sk"]["S"] == f"ghost#{ghost}" for row in cloud.rows("DERIVED_TABLE"))


def test_local_tables_are_found_by_their_names(cloud: Cloud) -> None:
    deployment = deployment_of(assembly_dir())
    assert _names(deployment, is_local=True) == (cloud.variables["CORE_TABLE"], cloud.variables["DERIVED_TABLE"])
