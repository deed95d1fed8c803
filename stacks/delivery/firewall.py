"""AWS WAF before the distributions, where the operator has switched it on (docs/firewall.md, decision 0078).

Its content rules look at what has no body. What somebody uploads or writes is bytes and free text, which we check ourselves: a
title may say `<script>`, and a new version of a rule group may bring a rule for bodies at any time.
"""

import json
from typing import NamedTuple

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from schema.errors import ErrorBody, ErrorCode, ErrorDetail
from stacks.parts.firewall_settings import COUNT
from stacks.parts.settings import Settings

REGION = "us-east-1"
"""The only one with web ACLs for CloudFront."""
FIVE_MINUTES = 300
TOO_MANY = "too-many"
SECRET_HEADERS = ("authorization", "cookie", "referer")
"""Not in its log. Queries are not either: they hold signatures, tokens and what people search for."""


class RuleGroup(NamedTuple):
    """One of AWS's, and those of its rules that count only, because addresses or queries of ours may look like that.

    WAF ignores a name that the group does not have; tests/stacks/test_firewall.py has AWS's list.
    """

    name: str
    reads_content: bool
    only_counts: tuple[str, ...] = ()


RULE_GROUPS = (
    RuleGroup("AWSManagedRulesAmazonIpReputationList", reads_content=False),
    RuleGroup(
        "AWSManagedRulesKnownBadInputsRuleSet",
        reads_content=True,
        # Searches are free text.
        only_counts=("JavaDeserializationRCE_QUERYSTRING", "Log4JRCE_QUERYSTRING"),
    ),
    RuleGroup(
        "AWSManagedRulesCommonRuleSet",
        reads_content=True,
        only_counts=(
            "NoUserAgent_HEADER",  # programs of others, and what fetches pictures for them
            # Signatures and cursors in queries, titles that are percent-encoded, addresses inside of addresses.
            "SizeRestrictions_QUERYSTRING",
            "SizeRestrictions_URIPATH",
            "EC2MetaDataSSRF_QUERYARGUMENTS",
            "GenericLFI_QUERYARGUMENTS",
            "GenericRFI_QUERYARGUMENTS",
            "GenericRFI_URIPATH",
            "RestrictedExtensions_QUERYARGUMENTS",
            "RestrictedExtensions_URIPATH",  # what an owner calls a picture, like `scan.log.jpg`
            "CrossSiteScripting_QUERYARGUMENTS",
            "CrossSiteScripting_URIPATH",  # options of a picture: signs of equality, commas, base 64
        ),
    ),
)
"""In the order in which they look."""


class Firewall(Construct):
    """One web ACL for all distributions. Tenants of custom domains inherit it from theirs."""

    def __init__(self, scope: Stack, id_: str, *, settings: Settings) -> None:
        """Raises ValueError where CloudFront cannot have one."""
        super().__init__(scope, id_)
        if scope.region != REGION:
            raise ValueError(f"waf: web ACLs for CloudFront are in {REGION}, and the stacks in {scope.region}")
        self._counts_only = settings.waf == COUNT
        groups = [self._of_group(group, priority) for priority, group in enumerate(RULE_GROUPS, start=1)]
        self._acl = wafv2.CfnWebACL(
            self,
            "Acl",
            name=scope.stack_name,
            scope="CLOUDFRONT",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            rules=[self._of_one_address(settings.waf_requests), *groups],
            custom_response_bodies={TOO_MANY: _too_many()},
            data_protection_config=_protected(),
            visibility_config=_counted("all"),
        )
        self._log(scope)

    def protect(self, distribution: cloudfront.Distribution) -> None:
        resource = distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)
        resource.add_property_override("DistributionConfig.WebACLId", self._acl.attr_arn)

    def _of_one_address(self, requests: int) -> wafv2.CfnWebACL.RuleProperty:
        """The form of our own refusals, so that programs wait as they do for those."""
        answer = wafv2.CfnWebACL.CustomResponseProperty(
            response_code=429,
            custom_response_body_key=TOO_MANY,
            response_headers=[wafv2.CfnWebACL.CustomHTTPHeaderProperty(name="retry-after", value="60")],
        )
        block = wafv2.CfnWebACL.RuleActionProperty(block={"customResponse": answer})
        return wafv2.CfnWebACL.RuleProperty(
            name="RequestsOfOneAddress",
            priority=0,
            statement=wafv2.CfnWebACL.StatementProperty(
                rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                    aggregate_key_type="IP", limit=requests, evaluation_window_sec=FIVE_MINUTES
                )
            ),
            action=wafv2.CfnWebACL.RuleActionProperty(count={}) if self._counts_only else block,
            visibility_config=_counted("RequestsOfOneAddress"),
        )

    def _of_group(self, group: RuleGroup, priority: int) -> wafv2.CfnWebACL.RuleProperty:
        action = wafv2.CfnWebACL.OverrideActionProperty
        counted = wafv2.CfnWebACL.RuleActionProperty(count={})
        return wafv2.CfnWebACL.RuleProperty(
            name=group.name,
            priority=priority,
            statement=wafv2.CfnWebACL.StatementProperty(
                managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                    vendor_name="AWS",
                    name=group.name,
                    scope_down_statement=_without_body() if group.reads_content else None,
                    rule_action_overrides=[
                        wafv2.CfnWebACL.RuleActionOverrideProperty(name=name, action_to_use=counted)
                        for name in group.only_counts
                    ],
                )
            ),
            override_action=action(count={}) if self._counts_only else action(none={}),
            visibility_config=_counted(group.name),
        )

    def _log(self, scope: Stack) -> None:
        """What was blocked or counted. WAF takes a group of this name only, and lets itself write there."""
        name, field = f"aws-waf-logs-{scope.stack_name}", wafv2.CfnLoggingConfiguration.FieldToMatchProperty
        group = logs.LogGroup(
            self,
            "Logs",
            log_group_name=name,
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        logging = wafv2.CfnLoggingConfiguration(
            self,
            "Logging",
            resource_arn=self._acl.attr_arn,
            # The group's own ARN ends with `:*`, which WAF refuses.
            log_destination_configs=[f"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{name}"],
            logging_filter={
                "DefaultBehavior": "DROP",
                "Filters": [
                    {
                        "Behavior": "KEEP",
                        "Requirement": "MEETS_ANY",
                        "Conditions": [{"ActionCondition": {"Action": each}} for each in ("BLOCK", "COUNT")],
                    }
                ],
            },
            redacted_fields=[field(query_string={}), *(field(single_header={"Name": name}) for name in SECRET_HEADERS)],
        )
        logging.node.add_dependency(group)


def _counted(metric: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    """By metrics, which are free. Samples would show whole requests, with their tokens, for three hours."""
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=False
    )


def _protected() -> wafv2.CfnWebACL.DataProtectionConfigProperty:
    """The log also says what a rule has found in a request, and only this keeps secrets out of that.

    https://docs.aws.amazon.com/waf/latest/developerguide/data-protection-examples.html
    """
    field, protect = wafv2.CfnWebACL.FieldToProtectProperty, wafv2.CfnWebACL.DataProtectProperty
    secrets = field(field_type="QUERY_STRING"), field(field_type="SINGLE_HEADER", field_keys=list(SECRET_HEADERS))
    return wafv2.CfnWebACL.DataProtectionConfigProperty(
        data_protections=[protect(field=each, action="SUBSTITUTION") for each in secrets]
    )


def _without_body() -> wafv2.CfnWebACL.StatementProperty:
    return wafv2.CfnWebACL.StatementProperty(
        or_statement=wafv2.CfnWebACL.OrStatementProperty(statements=[_method(name) for name in ("GET", "HEAD")])
    )


def _method(name: str) -> wafv2.CfnWebACL.StatementProperty:
    return wafv2.CfnWebACL.StatementProperty(
        byte_match_statement=wafv2.CfnWebACL.ByteMatchStatementProperty(
            field_to_match=wafv2.CfnWebACL.FieldToMatchProperty(method={}),
            positional_constraint="EXACTLY",
            search_string=name,
            text_transformations=[wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
        )
    )


def _too_many() -> wafv2.CfnWebACL.CustomResponseBodyProperty:
    """WAF knows no ids of requests."""
    detail = ErrorDetail(code=ErrorCode.RATE_LIMIT_EXCEEDED, message="Too many requests from this address")
    body = ErrorBody(error=detail, request_id="")
    return wafv2.CfnWebACL.CustomResponseBodyProperty(
        content_type="APPLICATION_JSON", content=json.dumps(body.model_dump(mode="json", exclude_none=True))
    )
