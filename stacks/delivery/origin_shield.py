"""Origin Shield, where the operator has switched it on: one cache that asks the origins of images for all others.

It costs a request for each miss of a cache elsewhere (docs/costs.md), and saves the origins all but one of those.
"""

from aws_cdk import Stack

from stacks.parts.settings import Settings

REGIONS = frozenset(
    {
        *("us-east-1", "us-east-2", "us-west-2", "ap-south-1", "ap-northeast-1", "ap-northeast-2", "ap-southeast-1"),
        *("ap-southeast-2", "eu-central-1", "eu-west-1", "eu-west-2", "sa-east-1", "me-central-1"),
    }
)
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html, October 2026."""


def shield_region(scope: Stack) -> str | None:
    """The origins' own region, which is nearest to them; None when there is to be no shield.

    Raises ValueError where CloudFront has none.
    """
    if not Settings.of(scope).origin_shield:
        return None
    if scope.region not in REGIONS:
        raise ValueError(f"origin_shield: CloudFront has no Origin Shield in {scope.region}")
    return scope.region
