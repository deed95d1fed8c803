"""Writes the library with the code of a release, and what then lies in tables and buckets into files.

Run it in a checkout of that release (tests/migrations/first_release/README.md says how).
"""

import base64
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from tests.integration.cloud import Cloud
from tests.migrations.library import write

TABLES = ("CORE_TABLE", "AUDIT_TABLE", "DERIVED_TABLE")
BUCKETS = ("UPLOADS_BUCKET", "ORIGINALS_BUCKET", "PUBLIC_BUCKET", "PRIVATE_BUCKET")
NAMES = ("first-ada1", "first-bob2")
SECRETS = ("API_KEY_PEPPER_PARAMETER", "ADDRESS_KEY_PARAMETER")
"""What rows depend on that are read again. Here they are their own names, and so known to everybody."""


def set_secrets(cloud: Cloud) -> None:
    for name in SECRETS:
        value = name.lower().ljust(43, "-")
        cloud.client("ssm").put_parameter(Name=cloud.variables[name], Value=value, Type="SecureString", Overwrite=True)


def rows_of(cloud: Cloud, table: str) -> list[dict[str, Any]]:
    """As DynamoDB writes them, in the order of their keys."""
    return sorted(cloud.rows(table), key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def objects_of(cloud: Cloud, bucket: str) -> list[dict[str, Any]]:
    s3, name = cloud.client("s3"), cloud.variables[bucket]
    found = []
    for key in cloud.keys(bucket):
        head = s3.get_object(Bucket=name, Key=key)
        found.append(
            {
                "key": key,
                "body": base64.b64encode(head["Body"].read()).decode(),
                "content_type": head["ContentType"],
                "cache_control": head.get("CacheControl", ""),
                "metadata": head["Metadata"],
            }
        )
    return found


def dump(cloud: Cloud, folder: Path) -> None:
    set_secrets(cloud)
    library = write(cloud, names=NAMES)
    told: dict[str, Any] = {"library.json": library._asdict()}
    told |= {f"{table.lower()}.json": rows_of(cloud, table) for table in TABLES if table in cloud.variables}
    for name, content in told.items():
        (folder / name).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    objects = json.dumps({bucket: objects_of(cloud, bucket) for bucket in BUCKETS}).encode()
    (folder / "objects.json.gz").write_bytes(gzip.compress(objects, mtime=0))


if __name__ == "__main__":
    from tests.integration import conftest

    started = conftest.cloud.__wrapped__()  # type: ignore[attr-defined]
    dump(next(started), Path(sys.argv[1]))
