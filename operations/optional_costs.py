"""What a month costs more where an operator has switched something on."""

from operations.prices import Line
from schema.costs import LEAST_VECTOR_PUT_BYTES, VECTOR_BYTES
from schema.prices import PRICES

FIREWALL_RULES = 4
_SENTENCE_TOKENS = 20
_CHANGES_OF_AN_UPLOAD, _NIGHTS, _ORIGINAL_GB = 2, 30, 0.004
_DAYS = 30
_WEBHOOK_GB, _DOMAIN_GB, _EVENT_GB = 0.5, 0.25, 2e-6
"""Memory of the functions, and the size of an event."""


def shield_lines(*, misses: int, generated: int) -> list[Line]:
    """What Origin Shield costs at most: every miss comes from another region.

    Each origin of a group has its own (origin-shield.html, "Origin Shield and origin groups").
    """
    used = (("misses that ask S3 through it", misses), ("what S3 lacks, from the function", generated))
    return [Line(what, PRICES["shield"], units) for what, units in used]


def meaning_lines(*, images: int, uploads: int) -> list[Line]:
    """What search by meaning costs, with a question for each ten uploads."""
    gigabytes, asked = images * VECTOR_BYTES / 1e9, uploads // 10
    used = (
        ("pictures embedded", "embedded picture", uploads),
        ("vectors put, one at a time", "vectors put", uploads * LEAST_VECTOR_PUT_BYTES / 1e9),
        ("vectors stored", "vectors", gigabytes),
        ("sentences embedded, 20 tokens each", "embedded text", _SENTENCE_TOKENS * asked),
        ("questions", "vectors query", asked),
        ("what the questions look through", "vectors scan", asked * gigabytes / 1000),
    )
    return [Line(what, PRICES[price], units) for what, price, units in used]


def backup_lines(*, images: int, uploads: int) -> list[Line]:
    """What backups cost if the whole library is one owner's with a bucket: two changes for each upload, and thirty nights."""
    changes = _CHANGES_OF_AN_UPLOAD * uploads
    used = (
        ("originals to the owner's bucket", "internet", uploads * _ORIGINAL_GB),
        ("originals read", "get", uploads),
        ("messages: sent, received, deleted", "queue", 3 * changes),
        ("work for each change, half a second", "compute", changes * 0.5),
        ("notes: the state that the bucket has, and when", "write", 3 * changes),
        ("records that are read at night", "read", 2 * images * _NIGHTS),
        ("nights, two minutes each", "compute", 120 * _NIGHTS),
    )
    return [Line(what, PRICES[price], units) for what, price, units in used]


def webhook_lines(*, uploads: int) -> list[Line]:
    """What webhooks cost if one endpoint is told that each upload is ready, and answers at once."""
    used = (
        ("messages: sent, received, deleted", "queue", 3 * uploads),
        ("requests to the endpoint, half a second each", "compute", uploads * 0.5 * _WEBHOOK_GB),
        ("function calls", "invocation", uploads),
        ("what was sent, and places to send from", "write", 5 * uploads),
        ("bytes to the endpoint", "internet", uploads * _EVENT_GB),
    )
    return [Line(what, PRICES[price], units) for what, price, units in used]


def import_lines(*, uploads: int) -> list[Line]:
    """What imports cost on top of the uploads that they become, if all of a month's come by them."""
    used = (
        ("pictures fetched and put, two seconds each", "compute", uploads * 2),
        ("what became of each picture", "write", 6 * uploads),
        ("pictures put into quarantine", "put", uploads),
        ("messages", "queue", uploads / 10),
    )
    return [Line(what, PRICES[price], units) for what, price, units in used]


def firewall_lines(*, requests: int) -> list[Line]:
    """What AWS WAF costs: one web ACL, a rule and three groups of rules, and each request to a distribution."""
    used = (("web ACL", "acl", 1), ("rules", "acl rule", FIREWALL_RULES), ("requests", "acl request", requests))
    return [Line(what, PRICES[price], units) for what, price, units in used]


def domain_lines(*, domains: int) -> list[Line]:
    """What so many custom domains cost that are looked at once a day, beside their tenants at CloudFront."""
    checks = domains * _DAYS
    used = (
        ("messages: sent, received, deleted", "queue", 3 * checks),
        ("checks, two seconds each", "compute", checks * 2 * _DOMAIN_GB),
        ("what was found", "write", 2 * checks),
    )
    return [Line(what, PRICES[price], units) for what, price, units in used]
