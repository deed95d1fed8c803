"""`python -m operations.cost` writes docs/costs.md: what the templates cost, idle and in use."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from local.assembly import Assembly, Resource, read_assembly
from local.synth import assembly_of
from operations.abuse import abuse_table
from operations.cost_page import COST_PAGE
from operations.cost_tables import dollars, price_table, table
from operations.dashboard import metrics_shown
from operations.optional_costs import (
    backup_lines,
    domain_lines,
    firewall_lines,
    import_lines,
    meaning_lines,
    shield_lines,
    webhook_lines,
)
from operations.prices import Line
from schema import budgets, costs
from schema.library.recognition import AiProvider
from schema.prices import AS_OF, PRICES

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "costs.md"

HOURS = 730
"""A month, as AWS counts it."""
POLLS_PER_QUEUE = 5 * 3 * 60 * HOURS
"""Lambda polls a queue over five connections. Each sends a request every 20 seconds while the queue is empty."""

CHARGED_WHEN_IDLE = {
    "AWS::CloudWatch::Alarm": ("alarm", 1),
    "AWS::CloudWatch::Dashboard": ("dashboard", 1),
    "AWS::Lambda::EventSourceMapping": ("queue", POLLS_PER_QUEUE),
    "AWS::SecretsManager::Secret": ("secret", 1),
    "AWS::KMS::Key": ("key", 1),
    "AWS::WAFv2::WebACL": ("acl", 1),
    "AWS::Route53::HostedZone": ("zone", 1),
}
"""Resource type to price, and the units of one resource a month."""

FREE_DASHBOARD_METRICS = 50
STREAM = "AWS::Lambda::EventSourceMapping of a stream"
_FREE_WHEN_IDLE = {
    "Athena": "WorkGroup",
    "ApiGatewayV2": "Api Authorizer DomainName ApiMapping Integration Route Stage",
    "CloudFront": "CachePolicy CloudFrontOriginAccessIdentity Distribution Function KeyGroup KeyValueStore "
    "OriginAccessControl OriginRequestPolicy PublicKey ResponseHeadersPolicy",
    "Budgets": "Budget",
    "Cognito": "ManagedLoginBranding UserPool UserPoolClient UserPoolDomain UserPoolGroup UserPoolIdentityProvider "
    "UserPoolResourceServer",
    "CertificateManager": "Certificate",
    "DynamoDB": "Table",
    "Events": "Rule",
    "Glue": "Database Table",
    "IAM": "ManagedPolicy Policy Role",
    "Lambda": "EventInvokeConfig Function LayerVersion Permission Url",
    "Logs": "Delivery DeliveryDestination DeliverySource LogGroup MetricFilter",
    "S3": "Bucket BucketPolicy",
    "S3Vectors": "Index VectorBucket",
    "Scheduler": "Schedule ScheduleGroup",
    "WAFv2": "LoggingConfiguration",
    "SNS": "Subscription Topic TopicPolicy",
    "SQS": "Queue QueuePolicy",
    "SSM": "Parameter",
}
FREE_WHEN_IDLE = frozenset(
    f"AWS::{service}::{name}" for service, names in _FREE_WHEN_IDLE.items() for name in names.split()
) | {STREAM}
"""Charged by use, or free."""

VIEWS, UPLOADS, IMAGES, MISSES, GENERATED, CALLS = 1_000_000, 10_000, 100_000, 100_000, 5_000, 300_000

ASSUMPTIONS = {
    "views of images": f"{VIEWS:,}, 120 KB each",
    "uploads": f"{UPLOADS:,}",
    "images stored": f"{IMAGES:,}: originals of 4 MB, and 1.1 MB of variants each",
    "views that the edge does not answer": f"{MISSES:,}",
    "variants made on demand": f"{GENERATED:,}, 1.5 s each",
    "requests to the API": f"{CALLS:,}, 60 ms and 5 read units each",
    "images purged from the bin": f"{UPLOADS // 10:,}",
    "audit entries": "for each upload three of requests, and two of the system, in transactions",
    "an upload": "5 s of variants, 2 s of checking, 11 S3 writes, a list, 3 reads, 18 queue requests, 20 write units",
    "environments of the API": "three, busy all month, each reads the origin proof every five minutes",
}
"""For one month. Write units are counted as in benchmarks/results/capacity.md."""


CLEANUPS = 12 * HOURS
"""Runs of the clean-up, every five minutes."""
DUE_QUERIES = 36
"""Of each run: for every kind of due work and each of its partitions, half a read unit."""
PURGED = UPLOADS // 10
"""Images that leave the bin."""
METRICS = 39
"""What `count` counts, for each function that does. AWS charges for the hours in which something was counted."""
PROOF_READS = 3 * timedelta(hours=HOURS) / budgets.ORIGIN_PROOF_BELIEVED

EVENTS = {"upload": UPLOADS, "variant": GENERATED, "call": CALLS, "cleanup": CLEANUPS, "month": 1, "hour": HOURS}
"""What functions work for, and how often that happens in a month; each says how long in its construct (`seconds_per`)."""


def idle_lines(assembly: Assembly) -> list[Line]:
    """The cost of an idle month. Raises LookupError for a resource type without a price."""
    every = [each for stack in assembly.stacks for each in stack.resources.values()]
    working = [each for each in every if each.properties.get("Enabled") is not False]
    types = Counter(_charged_as(each) for each in working)
    if unknown := types.keys() - CHARGED_WHEN_IDLE.keys() - FREE_WHEN_IDLE:
        raise LookupError(f"operations/cost.py has no idle price for: {', '.join(sorted(unknown))}")
    parts: Counter[str] = Counter()
    for each in working:
        parts[_charged_as(each)] += _parts(each)
    rules = sum(len(each.properties.get("Rules", [])) for each in working if each.type == "AWS::WAFv2::WebACL")
    prices = PRICES | ({} if _is_free_dashboard(assembly) else {"dashboard": PRICES["dashboard"]._replace(free=0)})
    return [
        Line(f"{types[type_]} × {type_}", prices[price], parts[type_] * units)
        for type_, (price, units) in CHARGED_WHEN_IDLE.items()
        if types[type_]
    ] + ([Line(f"{rules} × rules of AWS::WAFv2::WebACL", PRICES["acl rule"], rules)] if rules else [])


def _is_free_dashboard(assembly: Assembly) -> bool:
    """Three dashboards are free, while one reads at most fifty metrics."""
    return all(read <= FREE_DASHBOARD_METRICS for read in metrics_shown(assembly))


def _parts(resource: Resource) -> int:
    """An alarm on an expression is charged for each metric that it reads. https://aws.amazon.com/cloudwatch/pricing/"""
    return sum("MetricStat" in each for each in resource.properties.get("Metrics", [])) or 1


def _charged_as(resource: Resource) -> str:
    """Its type. Reading a table's stream costs a function nothing, reading a queue does.

    https://aws.amazon.com/dynamodb/pricing/on-demand/
    """
    return STREAM if "StartingPosition" in resource.properties else resource.type


def busy_lines(assembly: Assembly) -> list[Line]:
    """The cost of a month of the assumptions, on top of the idle lines. Memory sizes come from the templates."""
    compute = sum(_gigabyte_seconds(function) for function in assembly.resources("AWS::Lambda::Function"))
    used = (
        ("bytes to viewers", "egress", VIEWS * 120e3 / 1e9),
        ("requests to the edge", "view", VIEWS + CALLS),
        ("edge function, before and after", "edge", 2 * VIEWS + CALLS),
        ("purges", "purge", 500),
        ("originals", "stored", IMAGES * 4e6 / 1e9),
        ("variants", "stored", IMAGES * 1.1e6 / 1e9),
        ("objects written", "put", costs.UPLOAD_PUTS * UPLOADS),
        ("objects listed", "put", costs.UPLOAD_LISTS * UPLOADS),
        ("objects read", "get", MISSES + costs.UPLOAD_GETS * UPLOADS),
        ("function run time", "compute", compute),
        ("function calls", "invocation", CALLS + GENERATED + 2 * UPLOADS),
        ("requests to the API", "api", CALLS),
        ("records written", "write", costs.UPLOAD_WRITES * UPLOADS),
        ("request counters, for the limits", "write", CALLS),
        ("usage counters", "write", 8 * UPLOADS),
        ("audit entries", "write", 7 * UPLOADS),
        ("search index", "write", costs.SEARCH_WRITES * UPLOADS),
        ("what receipts are made from", "write", costs.COST_WRITES * UPLOADS),
        ("records read", "read", 5 * CALLS + 2 * UPLOADS),
        *_looked_at(assembly),
        ("what is due: queries of the clean-up", "read", DUE_QUERIES * CLEANUPS / 2),
        ("index of due work", "write", costs.DUE_WRITES * UPLOADS),
        ("images purged from the bin: rows", "write", 20 * PURGED),
        ("images purged from the bin: lists of objects", "put", 4 * PURGED),
        ("search for orphans: lists of objects", "put", 100 * 30),
        ("search for orphans: records", "read", 22_000 * 30),
        ("spending counted each hour: records of images", "read", IMAGES * 400 / 4096 / 2 * HOURS),
        ("records stored", "table", IMAGES * 10e3 / 1e9),
        ("point-in-time recovery of records", "recovery", IMAGES * 10e3 / 1e9),
        ("messages", "queue", costs.UPLOAD_MESSAGES * UPLOADS),
        ("logs", "logs", 0.5),
        ("the functions' own metrics", "metric", METRICS),
        ("reads of the origin proof", "secret call", PROOF_READS),
    )
    # Idle polling uses up the free queue requests.
    prices = PRICES | {"queue": PRICES["queue"]._replace(free=0)}
    return [Line(what, prices[price], units) for what, price, units in used]


def _looked_at(assembly: Assembly) -> tuple[tuple[str, str, float], ...]:
    """What models cost, as the application asks them by default: labels and moderation of each upload."""
    functions = assembly.resources("AWS::Lambda::Function")
    variables = [each.properties.get("Environment", {}).get("Variables", {}) for each in functions]
    if not any(each.get("AI_PROVIDER") == AiProvider.REKOGNITION for each in variables):
        return ()
    return (
        ("pictures looked at for labels", "labels", UPLOADS),
        ("pictures looked at for what may be unsafe", "moderation", UPLOADS),
        ("what was recognised: rows", "write", 22 * UPLOADS),
        ("what was recognised: search index", "write", 20 * UPLOADS),
        ("what was recognised: messages", "queue", 3 * UPLOADS),
        ("what was recognised: function calls", "invocation", UPLOADS / 5),
    )


def page(assembly: Assembly) -> str:
    """The expected content of docs/costs.md."""
    idle, busy = idle_lines(assembly), busy_lines(assembly)
    return COST_PAGE.format(
        idle=table(idle),
        poll_bill=dollars(sum(line.bill for line in idle if line.price == PRICES["queue"])),
        idle_bill=dollars(sum(line.bill for line in idle)),
        idle_list=dollars(sum(line.list_price for line in idle)),
        busy=table(busy),
        busy_bill=dollars(sum(line.bill for line in busy)),
        busy_list=dollars(sum(line.list_price for line in busy)),
        assumptions="\n".join(f"| {what} | {how_many} |" for what, how_many in ASSUMPTIONS.items()),
        shield=table(shield_lines(misses=MISSES, generated=GENERATED)),
        meaning=table(meaning_lines(images=IMAGES, uploads=UPLOADS)),
        backup=table(backup_lines(images=IMAGES, uploads=UPLOADS)),
        webhooks=table(webhook_lines(uploads=UPLOADS)),
        imports=table(import_lines(uploads=UPLOADS)),
        domains=table(domain_lines(domains=10)),
        firewall=table(firewall_lines(requests=VIEWS + CALLS)),
        abuse=abuse_table(assembly),
        as_of=AS_OF,
        prices=price_table(PRICES),
    )


def _gigabyte_seconds(function: Resource) -> float:
    """In a month. Raises KeyError for something that the assumptions do not have."""
    busy: float = sum(EVENTS[event] * seconds for event, seconds in function.metadata.get("SecondsPer", {}).items())
    return float(function.properties["MemorySize"]) / 1024 * busy


if __name__ == "__main__":
    PAGE.write_text(page(read_assembly(assembly_of(ROOT))))
