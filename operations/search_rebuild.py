"""`python -m operations.search_rebuild` makes the search index anew from the records, of everybody or of one owner, and what
receipts say of stored images.

It is safe beside live traffic, and can be repeated: each image is indexed as the index's own function does it. It is needed
after a change of how words are split, and when notes of failed batches are in the queue of dead letters.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from local.assembly import Assembly, Resource
from local.naming import generated_name
from local.resolve import REGION
from operations.deployment import Deployment, deployment_of
from pixelflare.aws.clients import client, use_region
from pixelflare.aws.table import Table
from pixelflare.base.errors import ChangedMeanwhile
from pixelflare.base.parallel import in_parallel
from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.costs import CostRecords
from pixelflare.search import SearchIndex, index_image
from schema.keys.core import LIVE, owner_of_partition, owner_partition
from schema.keys.derived import document_partition, owner_of_documents

_AT_ONCE = 200

About = tuple[str, str]
"""An owner, and the id of an image."""


def rebuild(*, core: str, derived: str, owner: str | None = None) -> tuple[int, int]:
    """Two numbers: records and entries that were looked at, and images that changed meanwhile, which indexes them.

    First all that have a record, then those that only the index still knows.
    """
    images, albums = ImageStore(Table(core)), AlbumStore(Table(core))
    index, costs = SearchIndex(Table(derived)), CostRecords(Table(derived))

    def look_at(about: About) -> bool:
        image = images.find(*about, consistent=False)
        if image is not None and image.is_servable:
            costs.note_image(image)
        try:
            index_image(*about, images=images, albums=albums, index=index)
        except ChangedMeanwhile:
            return False
        return True

    seen = busy = 0
    for found in (_recorded(core, owner), _indexed(derived, owner)):
        while batch := list(islice(found, _AT_ONCE)):
            done = in_parallel(look_at, batch)
            seen, busy = seen + len(batch), busy + done.count(False)
    return seen, busy


def _recorded(table: str, owner: str | None) -> Iterator[About]:
    for key in _keys(table, owner_partition(owner) if owner else None, LIVE):
        yield owner_of_partition(key["pk"]["S"]), key["sk"]["S"].removeprefix(LIVE)


def _indexed(table: str, owner: str | None) -> Iterator[About]:
    for key in _keys(table, document_partition(owner) if owner else None, "img_"):
        if whose := owner_of_documents(key["pk"]["S"]):
            yield whose, key["sk"]["S"]


def _keys(table: str, partition: str | None, prefix: str) -> Iterator[dict[str, Any]]:
    """Of one partition, or of the whole table: an operator may scan, which no function has a right to."""
    asked: dict[str, Any] = {"TableName": table, "ExpressionAttributeValues": {":prefix": {"S": prefix}}}
    if partition is None:
        pages = client("dynamodb").get_paginator("scan").paginate(**asked, FilterExpression="begins_with(sk, :prefix)")
    else:
        asked["ExpressionAttributeValues"] |= {":pk": {"S": partition}}
        condition = "pk = :pk AND begins_with(sk, :prefix)"
        pages = client("dynamodb").get_paginator("query").paginate(**asked, KeyConditionExpression=condition)
    for page in pages:
        yield from page["Items"]


def _table(assembly: Assembly, starts: str) -> Resource:
    (one,) = (each for each in assembly.resources("AWS::DynamoDB::Table") if each.logical_id.startswith(starts))
    return one


def _names(deployment: Deployment, *, is_local: bool) -> tuple[str, str]:
    """Of the core table and the derived one. The local cloud has no CloudFormation to ask: it names tables itself."""
    tables = [_table(deployment.assembly, starts) for starts in ("Core", "Derived")]
    core, derived = map(generated_name if is_local else deployment.physical_name, tables)
    return core, derived


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.search_rebuild", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    parser.add_argument("--owner", help="only this owner's images")
    parser.add_argument("--local", action="store_true", help="the tables of make run, at AWS_ENDPOINT_URL")
    options = parser.parse_args(arguments)
    deployment = deployment_of(options.assembly)
    use_region(REGION if options.local else deployment.client("dynamodb").meta.region_name)
    core, derived = _names(deployment, is_local=options.local)
    seen, busy = rebuild(core=core, derived=derived, owner=options.owner or None)
    print(f"Looked at {seen} records and entries of the index; {busy} images changed meanwhile, which indexes them")


if __name__ == "__main__":
    main()
