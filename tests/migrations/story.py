"""What becomes of a library in time: what is late is done, what is due goes, and at last its owner deletes everything."""

from datetime import timedelta
from typing import Any

from tests.integration.cleaning import DAYS, clean_up
from tests.integration.cloud import Cloud
from tests.migrations.library import Library
from tests.migrations.views import shown, user_of

Story = dict[str, dict[str, Any]]
LASTING = ("I", "D", "P", "T", "TI", "C", "A", "IA", "K", "VK")
"""Images live and in the bin, paths, tags, contents, albums and keys."""
_LATE = timedelta(hours=2)
"""When presets are asked for again whose message was lost, and an expired image has gone."""
_END = 40 * DAYS
"""When nothing is in the bin any more, and old paths no longer redirect."""


def tell(cloud: Cloud, library: Library) -> Story:
    now = shown(cloud, library)
    _pass_on(cloud)
    for after in (_LATE, _LATE):  # what is put off by the first run is done by the second
        clean_up(cloud, after)
        _pass_on(cloud)
    late = shown(cloud, library) | {"rows": _kinds(cloud)}
    for after in (_END, _END):
        clean_up(cloud, after)
        _pass_on(cloud)
    end = shown(cloud, library) | {"rows": _kinds(cloud)}
    _delete_all(cloud, library)
    return {"now": now, "late": late, "end": end, "deleted": {"rows": _kinds(cloud), "objects": _objects(cloud)}}


def _pass_on(cloud: Cloud) -> None:
    assert cloud.deliver("variant_consumer", *cloud.messages()) == []
    cloud.follow_changes()


def _delete_all(cloud: Cloud, library: Library) -> None:
    user = user_of(cloud, library)
    for image_id in library.images.values():
        user.call("DELETE", f"/v1/images/{image_id}", query="permanent=true")
    clean_up(cloud, _END)
    _pass_on(cloud)


def _kinds(cloud: Cloud) -> dict[str, int]:
    """How many rows owners have of each kind that lasts, but for counters, of which there is one for each millisecond."""
    kinds = [row["sk"]["S"].partition("#")[0] for row in cloud.rows("CORE_TABLE") if row["pk"]["S"].startswith("O#")]
    found = {kind: kinds.count(kind) for kind in LASTING}
    return found | {"ids": sum(row["pk"]["S"].startswith("IM#") for row in cloud.rows("CORE_TABLE"))}


def _objects(cloud: Cloud) -> dict[str, int]:
    return {bucket: len(cloud.keys(bucket)) for bucket in ("ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET")}
