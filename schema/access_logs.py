"""The lines that CloudFront logs: which fields, and where the files lie.

Without the viewer's address, cookies and queries: queries of the API and of private images hold what opens them. Of the
referring page only the host is kept, of the program only whether it is a bot; the line itself goes after a few days.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

from datetime import datetime

from schema.limits import MIB

FIELDS = (
    "date",
    "time",
    "x-edge-request-id",
    "x-edge-result-type",
    "cs-method",
    "cs-uri-stem",
    "cs(Referer)",
    "cs(User-Agent)",
    "c-country",
    "sc-status",
    "sc-bytes",
    "sc-content-type",
    "sc-range-start",
)
HOST = "x-host-header"
"""The host that the viewer asked."""
DOMAIN_FIELDS = (*FIELDS, HOST)
"""Of custom domains: their paths leave the owner out, so lines are nobody's without their host."""

SUFFIX_PATH = "{yyyy}/{MM}/{dd}/{HH}"
"""In CloudFront's own words. The hour is the request's, however late the file comes."""

DAY_FORMAT = "%Y/%m/%d"
"""How the table's partition `day` spells a day, as the folders do; `hour` is a number."""
ATHENA_TABLE = "access_logs"
ATHENA_RESULTS = "athena/"
"""How the keys of Athena's answers begin, which go after a day."""
ATHENA_FIRST_DAY = "2026/01/01"
"""The table's first partition. No log is older."""

LOG_DAYS = 8
"""How long a file is kept. The latest that counts comes a day after its hour."""
ROLLUP_DAYS = 400
"""How long what was counted is kept in the bucket, from which longer periods are counted."""
LATE_LOG_HOURS = 26
"""CloudFront may deliver lines a day late. What comes later is not counted."""
MAX_HOUR_LOG_BYTES = 400 * MIB
"""Compressed, of one hour. Beyond this, one function cannot count it in its time."""


def logs_prefix(account: str) -> str:
    """Where CloudFront's files lie in a bucket that is named without a prefix of its own."""
    return f"AWSLogs/{account}/CloudFront/"


def hour_prefix(prefix: str, hour: datetime) -> str:
    """The files of one hour, in UTC."""
    return f"{prefix}{hour:%Y/%m/%d/%H}/"
