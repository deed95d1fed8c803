"""The records of a release, loaded into an emulated account of today."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from local.tables.service import stream_of
from pixelflare.identity.logins import login_of
from tests.integration.cloud import Cloud
from tests.migrations.dump import BUCKETS, TABLES
from tests.migrations.library import Library

_AGO = timedelta(minutes=5)
_MOMENT = re.compile(r"202[6-9]-\d\d-\d\dT\d\d:\d\d:\d\d")
"""When something was done, or is to be done; not when a photograph was taken, nor in 2099."""
_WRITTEN = re.compile(rf'"updated_at": {{\s*"S": "({_MOMENT.pattern})')
FIRST_RELEASE = Path(__file__).parent / "first_release"


def empty(cloud: Cloud) -> None:
    """Nothing is there, and nothing is under way."""
    dynamodb, s3 = cloud.client("dynamodb"), cloud.client("s3")
    for table in (*TABLES, "EPHEMERAL_TABLE"):
        for row in cloud.rows(table):
            dynamodb.delete_item(TableName=cloud.variables[table], Key={"pk": row["pk"], "sk": row["sk"]})
    for bucket in BUCKETS:
        for key in cloud.keys(bucket):
            s3.delete_object(Bucket=cloud.variables[bucket], Key=key)
    cloud.forget_messages()
    forget_changes(cloud)
    for name in ("api", "admin", "change_stream", "cdn"):
        cloud.functions[name] = cloud.started(name)  # what they remember of owners and logins is gone


def forget_changes(cloud: Cloud) -> None:
    """What the stream's readers of a release did long ago."""
    stream = stream_of(cloud.variables["CORE_TABLE"])
    while stream.take(1_000):
        pass


def load(cloud: Cloud, folder: Path = FIRST_RELEASE) -> Library:
    """In place of all that is there. Users can sign in: who they are depends on the user pool, which is another one here."""
    empty(cloud)
    dynamodb, s3 = cloud.client("dynamodb"), cloud.client("s3")
    for table in TABLES:
        for row in _rows(folder, f"{table.lower()}.json"):
            if not row["pk"]["S"].startswith("ID#"):
                dynamodb.put_item(TableName=cloud.variables[table], Item=row)
    for bucket, objects in json.loads(gzip.decompress((folder / "objects.json.gz").read_bytes())).items():
        for each in objects:
            s3.put_object(
                Bucket=cloud.variables[bucket],
                Key=each["key"],
                Body=base64.b64decode(each["body"]),
                ContentType=each["content_type"],
                CacheControl=each["cache_control"],
                Metadata=each["metadata"],
            )
    library = Library(**json.loads((folder / "library.json").read_text()))
    for name, owner in library.users.items():
        let_in(cloud, f"subject-of-{name}", owner)
    forget_changes(cloud)
    return library


def let_in(cloud: Cloud, subject: str, owner: str) -> None:
    """Whoever the pool calls by this subject is the owner."""
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{cloud.variables['USER_POOL_ID']}"
    name = cloud.variables["OWNER_PEPPER_PARAMETER"]
    pepper = cloud.client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    login = login_of(issuer, subject, pepper=pepper.encode())
    row = {"pk": {"S": f"ID#{login}"}, "sk": {"S": "#"}, "owner": {"S": owner}}
    cloud.client("dynamodb").put_item(TableName=cloud.variables["CORE_TABLE"], Item=row)


def _rows(folder: Path, name: str) -> Any:
    """As if they had been written five minutes ago. Whole seconds move, as counts go by the milliseconds."""
    if not (folder / name).exists():
        return []
    text, whole = (folder / name).read_text(), _shift(folder)
    return json.loads(_MOMENT.sub(lambda found: f"{datetime.fromisoformat(found[0]) + whole:%Y-%m-%dT%H:%M:%S}", text))


@cache
def _shift(folder: Path) -> timedelta:
    """The same for a whole session, so that what is loaded twice is equal."""
    newest = max(_WRITTEN.findall((folder / "core_table.json").read_text()))
    shift = datetime.now(UTC) - datetime.fromisoformat(f"{newest}+00:00") - _AGO
    return timedelta(seconds=int(shift.total_seconds()))
