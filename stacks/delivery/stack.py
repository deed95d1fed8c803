"""The distribution, its signing keys, and what others are told of it."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from schema.access_logs import DOMAIN_FIELDS
from schema.env.base import OFF
from schema.keys.cache_tags import CACHE_TAG_HEADER
from stacks.delivery.access_logs import AccessLogs
from stacks.delivery.behaviours import Behaviours
from stacks.delivery.domain_distribution import DomainDistribution
from stacks.delivery.firewall import Firewall
from stacks.parts.alarms import FIVE_MINUTES
from stacks.parts.parameters import ParameterNames
from stacks.parts.settings import Settings
from stacks.parts.signing_keys import SigningKeys
from stacks.service import ServiceStack
from stacks.storage import StorageStack

NEVER_REMEMBERED = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
"""Statuses that the edge would keep for ten seconds on every behaviour; another caller's 404 from the API must not become
everybody's. An origin that says `s-maxage` is obeyed all the same, up to a behaviour's MaxTTL: so the functions behind
images and short links say how long their 404 is certain, and the API, with a MaxTTL of 0, can say nothing.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html"""


class DeliveryStack(Stack):
    """One distribution in front of everything. Nothing below refers to it: it tells its name by parameters."""

    def __init__(
        self, scope: Construct, id_: str, *, storage: StorageStack, service: ServiceStack, **stack: Any
    ) -> None:
        super().__init__(scope, id_, **stack)
        keys = SigningKeys(self, "SigningKeys")
        behaviours = Behaviours(self, storage=storage, service=service, signing_keys=keys.group)
        self.distribution = self._distribution(behaviours)
        if Settings.of(self).analytics:
            AccessLogs(self, "AccessLogs", distribution=self.distribution, destination=storage.log_destination)
        self._domains = self._domain_distribution(behaviours, storage) if Settings.of(self).custom_domains else None
        if Settings.of(self).waf != OFF:
            firewall = Firewall(self, "Firewall", settings=Settings.of(self))
            for distribution in self._distributions:
                firewall.protect(distribution)
        self._tell_name()
        self._let_call(service)
        self._let_purge(service)
        self._watch(service)

    def _distribution(self, behaviours: Behaviours) -> cloudfront.Distribution:
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            # Takes effect with a certificate of one's own; *.cloudfront.net sets its own minimum.
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            enable_ipv6=True,
            default_behavior=behaviours.default,
            additional_behaviors=behaviours.by_pattern,
            error_responses=_never_remembered(),
        )
        resource = distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)
        resource.add_property_override("DistributionConfig.CacheTagConfig.HeaderName", CACHE_TAG_HEADER)
        CfnOutput(self, "Url", value=f"https://{distribution.distribution_domain_name}")
        CfnOutput(self, "DistributionId", value=distribution.distribution_id)
        return distribution

    @property
    def _under_domains(self) -> list[DomainDistribution]:
        return [self._domains] if self._domains else []

    @property
    def _distributions(self) -> list[cloudfront.Distribution]:
        return [self.distribution, *(each.distribution for each in self._under_domains)]

    def _domain_distribution(self, behaviours: Behaviours, storage: StorageStack) -> DomainDistribution:
        default, others = behaviours.under_domains()
        domains = DomainDistribution(self, "Domains", default=default, others=others, errors=_never_remembered())
        ssm.StringParameter(
            self, "TenancyParameter", parameter_name=ParameterNames.of(self).tenancy, string_value=domains.tenancy
        )
        if Settings.of(self).analytics:
            AccessLogs(
                self,
                "DomainAccessLogs",
                distribution=domains.distribution,
                destination=storage.log_destination,
                name="domain-access-logs",
                fields=DOMAIN_FIELDS,
            )
        return domains

    def _tell_name(self) -> None:
        names = ParameterNames.of(self)
        public_url = f"https://{self.distribution.distribution_domain_name}"
        ssm.StringParameter(
            self,
            "DistributionIdParameter",
            parameter_name=names.distribution_id,
            string_value=" ".join(each.distribution_id for each in self._distributions),
        )
        ssm.StringParameter(self, "PublicUrlParameter", parameter_name=names.public_url, string_value=public_url)

    def _watch(self, service: ServiceStack) -> None:
        """A quarter of an hour, because among few views one slow picture is a high rate.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
        """
        for scope, distribution in (
            (self, self.distribution),
            *((each, each.distribution) for each in self._under_domains),
        ):
            rate = cloudwatch.Metric(
                namespace="AWS/CloudFront",
                metric_name="5xxErrorRate",
                dimensions_map={"DistributionId": distribution.distribution_id, "Region": "Global"},
                period=FIVE_MINUTES,
                statistic="Average",
            )
            service.alarms.watch(
                "DistributionFailures",
                rate,
                at_least=5,
                periods=3,
                meaning="the distribution has answered 5 % of requests with 5xx for a quarter of an hour",
                scope=scope,
            )

    def _let_call(self, service: ServiceStack) -> None:
        """The distributions may call the function behind its URL: since October 2025, that takes both rights.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
        """
        calls = [(each, action) for each in self._distributions for action in ("InvokeFunctionUrl", "InvokeFunction")]
        for distribution, action in calls:
            lambda_.CfnPermission(
                self,
                f"{'' if distribution is self.distribution else 'Domains'}May{action}",
                action=f"lambda:{action}",
                function_name=service.cdn.url.function_arn,
                invoked_via_function_url=True if action == "InvokeFunction" else None,
                principal="cloudfront.amazonaws.com",
                source_arn=distribution.distribution_arn,
            )

    def _let_purge(self, service: ServiceStack) -> None:
        """The right to purge the distributions is attached from here, for the same reason."""
        iam.CfnPolicy(
            self,
            "MayPurge",
            policy_name="PurgeDistribution",
            roles=[role.role_name for role in service.purging_roles],
            policy_document=iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        actions=["cloudfront:CreateInvalidation"],
                        resources=[each.distribution_arn for each in self._distributions],
                    )
                ]
            ),
        )


def _never_remembered() -> list[cloudfront.ErrorResponse]:
    return [cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0)) for status in NEVER_REMEMBERED]
