"""AWS list prices in us-east-1, in dollars, and the monthly free allotments of every account.

The page of costs and the receipts of the API read this one table. The prices are from guides published in 2026;
`checked=False` marks those from memory. AWS changes prices, and its own calculator is authoritative.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

AS_OF = date(2026, 11, 29)
"""When the table was last looked through."""


class Price(NamedTuple):
    unit: str
    dollars: Decimal
    """For `per` units."""
    per: int = 1
    free: float = 0
    """Free units a month for the whole life of an account, not only in its first year."""
    checked: bool = True


MILLION = 1_000_000

PRICES = {
    "alarm": Price("CloudWatch alarm", Decimal("0.10"), free=10, checked=False),
    "dashboard": Price("CloudWatch dashboard", Decimal("3.00"), free=3, checked=False),
    "metric": Price("custom metric", Decimal("0.30"), free=10, checked=False),
    "logs": Price("GB of logs ingested", Decimal("0.50"), free=5),
    "queue": Price("SQS request", Decimal("0.40"), MILLION, free=MILLION),
    "secret": Price("Secrets Manager secret", Decimal("0.40"), checked=False),
    "secret call": Price("Secrets Manager call", Decimal("0.05"), 10_000, checked=False),
    "key": Price("customer-managed KMS key", Decimal("1.00"), checked=False),
    "acl": Price("WAF web ACL", Decimal("5.00")),
    "acl rule": Price("rule or rule group of a WAF web ACL", Decimal("1.00")),
    "acl request": Price("request that WAF looks at", Decimal("0.60"), MILLION),
    "zone": Price("Route 53 zone", Decimal("0.50"), checked=False),
    "egress": Price("GB from CloudFront to viewers", Decimal("0.085"), free=1000),
    "internet": Price("GB from Lambda to the Internet", Decimal("0.09"), free=100, checked=False),
    "view": Price("HTTPS request to CloudFront", Decimal("0.0100"), 10_000, free=10 * MILLION),
    "shield": Price("request to Origin Shield", Decimal("0.0100"), 10_000, checked=False),
    "edge": Price("CloudFront function call", Decimal("0.10"), MILLION, free=2 * MILLION),
    "purge": Price("CloudFront invalidation", Decimal("0.005"), free=1000),
    "stored": Price("GB-month in S3", Decimal("0.023")),
    "put": Price("S3 write or list", Decimal("0.005"), 1000),
    "get": Price("S3 read", Decimal("0.0004"), 1000),
    "compute": Price("GB-second of Lambda on arm64", Decimal("0.0000133334"), free=400_000),
    "invocation": Price("Lambda call", Decimal("0.20"), MILLION, free=MILLION),
    "api": Price("HTTP API request, for each 512 KB", Decimal("1.00"), MILLION),
    "write": Price("DynamoDB write unit", Decimal("0.625"), MILLION),
    "read": Price("DynamoDB read unit", Decimal("0.125"), MILLION),
    "table": Price("GB-month in DynamoDB", Decimal("0.25"), free=25),
    "recovery": Price("GB-month of DynamoDB recovery", Decimal("0.20"), checked=False),
    "labels": Price("image for Rekognition's labels", Decimal("1.00"), 1000),
    "image properties": Price("image for Rekognition's properties", Decimal("0.75"), 1000),
    "moderation": Price("image for Rekognition's moderation labels", Decimal("1.00"), 1000, checked=False),
    "caption input": Price("token read by Bedrock's Nova Lite", Decimal("0.06"), MILLION),
    "caption output": Price("token written by Bedrock's Nova Lite", Decimal("0.24"), MILLION, checked=False),
    "embedded picture": Price("picture for Bedrock's Nova Multimodal Embeddings", Decimal("0.00006"), checked=False),
    "embedded text": Price("token for Bedrock's Nova Multimodal Embeddings", Decimal("0.135"), MILLION),
    "vectors": Price("GB-month in S3 Vectors", Decimal("0.06")),
    "vectors put": Price("GB put into S3 Vectors, at least 128 KB at once", Decimal("0.20")),
    "vectors query": Price("query of S3 Vectors", Decimal("2.50"), MILLION),
    "vectors scan": Price("TB that queries of S3 Vectors look through", Decimal("0.004"), checked=False),
    "athena": Price("TB scanned by Athena", Decimal("5.00")),
}
"""By short names, for code."""
