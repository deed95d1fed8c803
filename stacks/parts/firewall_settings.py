"""Whether AWS WAF stands before the distributions, and how much one address may ask; checked before anything is deployed."""

from constructs import Construct

from schema.env.base import OFF, ON
from stacks.parts.amounts import whole_number

COUNT = "count"
"""Its rules count what they would block, and block nothing."""
LEAST_REQUESTS = 10
"""https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html"""
REQUESTS = 10_000
"""Of one address in five minutes: many people behind one, each with pages full of pictures."""


def waf(scope: Construct) -> str:
    given = str(scope.node.try_get_context("waf") or OFF)
    if given not in (OFF, COUNT, ON):
        raise ValueError(f"waf: {given} is none of {OFF}, {COUNT}, {ON}")
    return given


def waf_requests(scope: Construct) -> int:
    given = whole_number(scope, "waf_requests", REQUESTS)
    if given < LEAST_REQUESTS:
        raise ValueError(f"waf_requests: AWS WAF counts from {LEAST_REQUESTS} requests in five minutes on")
    return given
