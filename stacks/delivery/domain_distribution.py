"""The multi-tenant distribution of custom domains, and the connection group that their CNAMEs lead to (decision 0060).

It is not reached by itself: each domain is a tenant, which functions/custom_domain_consumer makes. Nobody pays for it while
there is none. What it may not have, a standard distribution has by default; tests/stacks/test_custom_domains.py has AWS's list.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-config-options.html
"""

from collections.abc import Mapping

from aws_cdk import Stack
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from schema.keys.cache_tags import CACHE_TAG_HEADER

OWNER = "owner"
"""The parameter by which a tenant says whose images it shows."""


class DomainDistribution(Construct):
    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        default: cloudfront.BehaviorOptions,
        others: Mapping[str, cloudfront.BehaviorOptions],
        errors: list[cloudfront.ErrorResponse],
    ) -> None:
        super().__init__(scope, id_)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            default_behavior=default,
            additional_behaviors=dict(others),
            error_responses=errors,
        )
        self._make_multi_tenant()
        self._group = cloudfront.CfnConnectionGroup(
            self, "ConnectionGroup", name=f"{Stack.of(self).stack_name}-domains", enabled=True, ipv6_enabled=True
        )

    @property
    def tenancy(self) -> str:
        """As pixelflare.aws.distribution_tenants.Tenancy reads it."""
        return f"{self.distribution.distribution_id} {self._group.attr_id} {self._group.attr_routing_endpoint}"

    def _make_multi_tenant(self) -> None:
        resource = self.distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)
        config = {
            "ConnectionMode": "tenant-only",
            "CacheTagConfig.HeaderName": CACHE_TAG_HEADER,
            "TenantConfig.ParameterDefinitions": [
                {"Name": OWNER, "Definition": {"StringSchema": {"Required": True, "Comment": "Whose images it shows"}}}
            ],
        }
        for name, value in config.items():
            resource.add_property_override(f"DistributionConfig.{name}", value)
        resource.add_property_deletion_override("DistributionConfig.IPV6Enabled")
