"""Publishing the web's files to the buckets of a deployment."""

from pathlib import Path
from typing import Any

import pytest

from local.assembly import Resource
from operations.deployment import Deployment
from operations.publish import CACHE_CONTROL, publish

FILES = {
    "docs/index.html": "text/html; charset=utf-8",
    "docs/docs.css": "text/css; charset=utf-8",
    "docs/api/reference.js": "text/javascript; charset=utf-8",
    "docs/logo.png": "image/png",
    "docs/LICENCE": "application/octet-stream",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in FILES:
        file = tmp_path / "web/dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path


def resource(deployment: Deployment, logical_id: str) -> Resource:
    return deployment.assembly.stacks[0].resources[logical_id]


def objects(deployment: Deployment, bucket: str) -> dict[str, dict[str, Any]]:
    name, s3 = deployment.physical_name(resource(deployment, bucket)), deployment.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=name).get("Contents", [])]
    return {key: s3.get_object(Bucket=name, Key=key) for key in keys}


def purges(deployment: Deployment) -> list[list[str]]:
    cloudfront, name = deployment.client("cloudfront"), deployment.physical_name(resource(deployment, "Distribution"))
    listed = cloudfront.list_invalidations(DistributionId=name)["InvalidationList"].get("Items", [])
    found = [cloudfront.get_invalidation(DistributionId=name, Id=each["Id"])["Invalidation"] for each in listed]
    return [each["InvalidationBatch"]["Paths"]["Items"] for each in found]


def test_every_file_is_in_the_bucket_with_its_type_and_how_long_it_may_be_kept(
    deployment: Deployment, root: Path
) -> None:
    publish(deployment, root=root)

    stored = objects(deployment, "Web")
    assert {key: answer["ContentType"] for key, answer in stored.items()} == FILES
    assert {answer["CacheControl"] for answer in stored.values()} == {CACHE_CONTROL}
    assert stored["docs/docs.css"]["Body"].read() == b"docs/docs.css"
    assert objects(deployment, "Other") == {}


def test_edges_forget_what_was_published_before(deployment: Deployment, root: Path) -> None:
    assert publish(deployment, root=root) == ["/docs*"]
    assert purges(deployment) == [["/docs*"]]


def test_file_that_is_gone_is_removed_and_purged(deployment: Deployment, root: Path) -> None:
    (root / "web/dist/old.html").write_text("old")
    publish(deployment, root=root)
    (root / "web/dist/old.html").unlink()

    assert publish(deployment, root=root) == ["/docs*", "/old.html*"]
    assert set(objects(deployment, "Web")) == set(FILES)


def test_nothing_is_touched_when_the_files_are_not_built(deployment: Deployment, root: Path, tmp_path: Path) -> None:
    publish(deployment, root=root)

    with pytest.raises(FileNotFoundError, match="make web"):
        publish(deployment, root=tmp_path / "elsewhere")
    assert set(objects(deployment, "Web")) == set(FILES)


def test_deployment_tells_its_address_but_not_what_only_stacks_use(deployment: Deployment) -> None:
    assert deployment.outputs() == {"Url": "https://pictures.example.com"}


def test_clients_go_to_the_stacks_region(deployment: Deployment) -> None:
    assert deployment.client("s3").meta.region_name == "eu-north-1"
