"""`python -m operations.publish` uploads the files that buckets are published from, and purges the edges.

CloudFormation creates the buckets, but not their contents. The OpenAPI document needs no such step, because it is in
the functions' layer.
"""

import argparse
import mimetypes
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from local.assembly import Resource
from operations.deployment import Deployment, deployment_of

CACHE_CONTROL = "public, max-age=300, s-maxage=31536000"
"""A year at the edge, which every publication purges. Browsers cannot be purged, so they ask again after five
minutes."""

TEXT_TYPES = ("text/", "application/json", "application/javascript", "image/svg+xml")


def publish(deployment: Deployment, *, root: Path) -> list[str]:
    """The paths that were purged. Afterwards, every published bucket holds its folder's files and nothing else.

    The folders are relative to `root`. Raises FileNotFoundError for a folder that is not built, because an empty bucket
    would be worse than an old one.
    """
    buckets = list(_published(deployment))
    for folder in (root / bucket.metadata["PublishedFrom"] for bucket in buckets):
        if not any(folder.rglob("*")):
            raise FileNotFoundError(f"{folder} is not built: run make web")
    paths = sorted({path for bucket in buckets for path in _publish_bucket(deployment, bucket, root)})
    if paths:
        _purge(deployment, paths)
    return paths


def _published(deployment: Deployment) -> Iterator[Resource]:
    for bucket in deployment.assembly.resources("AWS::S3::Bucket"):
        if "PublishedFrom" in bucket.metadata:
            yield bucket


def _publish_bucket(deployment: Deployment, bucket: Resource, root: Path) -> set[str]:
    folder, name, s3 = (
        root / bucket.metadata["PublishedFrom"],
        deployment.physical_name(bucket),
        deployment.client("s3"),
    )
    files = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
    # Pages come last, so that everything they link to exists already.
    for key in sorted(files, key=lambda key: (key.endswith(".html"), key)):
        s3.put_object(
            Bucket=name,
            Key=key,
            Body=files[key].read_bytes(),
            ContentType=content_type(key),
            CacheControl=CACHE_CONTROL,
        )
    listed = s3.get_paginator("list_objects_v2").paginate(Bucket=name)
    before = {each["Key"] for page in listed for each in page.get("Contents", [])}
    for key in sorted(before - files.keys()):
        s3.delete_object(Bucket=name, Key=key)
    return {f"/{key.partition('/')[0]}*" for key in before | files.keys()}


def content_type(key: str) -> str:
    """From the extension. Text is UTF-8."""
    guessed = mimetypes.guess_type(key)[0] or "application/octet-stream"
    return f"{guessed}; charset=utf-8" if guessed.startswith(TEXT_TYPES) else guessed


def _purge(deployment: Deployment, paths: list[str]) -> None:
    """A path with a wildcard counts as one path on CloudFront's bill. The first thousand a month are free."""
    cloudfront = deployment.client("cloudfront")
    for distribution in deployment.assembly.resources("AWS::CloudFront::Distribution"):
        if distribution.properties["DistributionConfig"].get("ConnectionMode") == "tenant-only":
            continue  # no page is under a custom domain
        cloudfront.create_invalidation(
            DistributionId=deployment.physical_name(distribution),
            InvalidationBatch={"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": str(uuid4())},
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.publish", description=__doc__)
    parser.add_argument("--assembly", type=Path, required=True, help="the folder that cdk synth wrote")
    deployment = deployment_of(parser.parse_args(arguments).assembly)
    print(f"Published; purged {', '.join(publish(deployment, root=Path.cwd())) or 'nothing'}")
    for name, value in sorted(deployment.outputs().items()):
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
