"""What a release may change of the tables of the one before."""

import re
from typing import Any

from tests.assembly import ROOT
from tests.stacks.reading import of_type

LAST_RELEASE = "0.1.0"
RELEASED_INDEXES: dict[str, set[str]] = {"Core": {"by-album-or-bin"}, "Ephemeral": set(), "Audit": set()}
"""Of every table in that release. Whoever makes a release writes both anew."""


def _table(logical_id: str) -> str:
    """The construct's id, without the hash that CloudFormation's has."""
    return logical_id[:-8]


def test_the_last_release_is_the_one_that_the_changelog_names() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+) ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == LAST_RELEASE, "a release has been made: write its indexes here"


def test_a_release_changes_one_index_of_a_table_at_most(resources: dict[str, Any]) -> None:
    """DynamoDB says "Cannot perform more than one GSI creation or deletion in a single update", and CloudFormation does not
    spread them: https://github.com/aws/aws-cdk/issues/12246, and "You can create or delete only one global secondary
    index per UpdateTable operation" in the API's reference. `make deploy` compares with what is there."""
    now = {
        _table(name): {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])}
        for name, table in of_type(resources, "AWS::DynamoDB::Table").items()
    }
    assert now.keys() >= RELEASED_INDEXES.keys()
    for table, released in RELEASED_INDEXES.items():
        assert len(now[table] ^ released) <= 1, f"{table}: one index for a release"
