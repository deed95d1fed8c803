"""AWS prices in us-east-1, in dollars, and the monthly free allotments of every account; what a number of units costs.

These are list prices from guides published in 2026; `checked=False` marks those from memory. AWS changes prices, and
its own calculator is authoritative.
"""

from typing import NamedTuple


class Price(NamedTuple):
    unit: str
    dollars: float
    """For `per` units."""
    per: float = 1
    free: float = 0
    """Free units a month for the whole life of an account, not only in its first year."""
    checked: bool = True


class Line(NamedTuple):
    what: str
    price: Price
    units: float

    @property
    def list_price(self) -> float:
        return self.units / self.price.per * self.price.dollars

    @property
    def bill(self) -> float:
        """Dollars after the account's free allotment, assuming that nothing else uses it."""
        return max(0.0, self.units - self.price.free) / self.price.per * self.price.dollars


MILLION = 1e6

PRICES = {
    "alarm": Price("CloudWatch alarm", 0.10, free=10, checked=False),
    "dashboard": Price("CloudWatch dashboard", 3.00, free=3, checked=False),
    "metric": Price("custom metric", 0.30, free=10, checked=False),
    "logs": Price("GB of logs ingested", 0.50, free=5),
    "queue": Price("SQS request", 0.40, MILLION, free=MILLION),
    "secret": Price("Secrets Manager secret", 0.40, checked=False),
    "secret call": Price("Secrets Manager call", 0.05, 10_000, checked=False),
    "key": Price("customer-managed KMS key", 1.00, checked=False),
    "acl": Price("WAF web ACL", 5.00, checked=False),
    "zone": Price("Route 53 zone", 0.50, checked=False),
    "egress": Price("GB from CloudFront to viewers", 0.085, free=1000),
    "view": Price("HTTPS request to CloudFront", 0.0100, 10_000, free=10 * MILLION),
    "shield": Price("request to Origin Shield", 0.0100, 10_000, checked=False),
    "edge": Price("CloudFront function call", 0.10, MILLION, free=2 * MILLION),
    "purge": Price("CloudFront invalidation", 0.005, free=1000),
    "stored": Price("GB-month in S3", 0.023),
    "put": Price("S3 write or list", 0.005, 1000),
    "get": Price("S3 read", 0.0004, 1000),
    "compute": Price("GB-second of Lambda on arm64", 0.0000133334, free=400_000),
    "invocation": Price("Lambda call", 0.20, MILLION, free=MILLION),
    "api": Price("HTTP API request, for each 512 KB", 1.00, MILLION),
    "write": Price("DynamoDB write unit", 0.625, MILLION),
    "read": Price("DynamoDB read unit", 0.125, MILLION),
    "table": Price("GB-month in DynamoDB", 0.25, free=25),
    "recovery": Price("GB-month of DynamoDB recovery", 0.20, checked=False),
}
