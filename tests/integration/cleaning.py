"""The clean-up in tests: a run at some moment, and what of an image is left."""

import json
from datetime import UTC, datetime, timedelta

from tests.integration.cloud import Cloud

DAYS = timedelta(days=1)


def clean_up(cloud: Cloud, after: timedelta, *, daily: bool = False) -> dict[str, int]:
    """What the schedule's run does, so much later. Other tests leave something to do, too."""
    moment = datetime.now(UTC) + after
    if daily:
        moment = moment.replace(hour=2, minute=0)
    answer: dict[str, int] = cloud.call("cleanup_schedule", {"time": moment.isoformat()})
    return answer


def traces(cloud: Cloud, image_id: str) -> dict[str, list[str]]:
    """Every row and object that names the image, but for audit entries. An empty search document is no trace, and it is no lie that
    another image was its duplicate."""
    found: dict[str, list[str]] = {}
    for table in ("CORE_TABLE", "DERIVED_TABLE"):
        rows = [row for row in cloud.rows(table) if image_id in json.dumps(row | {"duplicate_of": None})]
        rows = [row for row in rows if "exp" not in row]
        found[table] = [f"{row['pk']['S']} {row['sk']['S']}" for row in rows]
    for bucket in ("ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET"):
        found[bucket] = [key for key in cloud.keys(bucket) if image_id in key or _is_of(cloud, bucket, key, image_id)]
    return {place: names for place, names in found.items() if names}


def _is_of(cloud: Cloud, bucket: str, key: str, image_id: str) -> bool:
    head = cloud.client("s3").head_object(Bucket=cloud.variables[bucket], Key=key)
    return image_id.replace("_", "-", 1).lower() in head["Metadata"].get("cache-tag", "")


def deeds(cloud: Cloud, image_id: str, *, by: str = "cleanup_schedule") -> list[str]:
    """What the clean-up, or another function, did to the image by the audit log."""
    found = [row for row in cloud.rows("AUDIT_TABLE") if row.get("resource_id", {}).get("S") == image_id]
    return [row["action"]["S"] for row in found if row["path"]["S"] == by]
