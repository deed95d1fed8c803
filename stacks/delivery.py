"""The distribution: which path goes where, what is cached, and which headers viewers get."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Fn, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from schema.keys.cache_tags import CACHE_TAG_HEADER
from stacks.parts import edge_policies
from stacks.parts.edge_code import gateway_code
from stacks.parts.parameters import ParameterNames
from stacks.parts.settings import Settings
from stacks.parts.signing_keys import SigningKeys
from stacks.service import ServiceStack
from stacks.storage import StorageStack

FAILOVER_STATUSES = [403, 404, 500, 502, 503, 504]
"""S3 answers 403 for a key it does not have, as CloudFront may not list the bucket."""

NEVER_REMEMBERED = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]
"""Statuses that the edge would keep for ten seconds whatever the origin says, on every behaviour: another caller's 404
from the API would be everybody's. The function that answers viewers says itself how long its 404 may be kept."""


ORIGIN_PROOF_HEADER = "x-origin-proof"
"""Overwrites what a viewer sends under this name; the API believes the viewer's address only beside the right value."""


class DeliveryStack(Stack):
    """One distribution in front of everything. Nothing below refers to it: it tells its name by parameters."""

    def __init__(
        self, scope: Construct, id_: str, *, storage: StorageStack, service: ServiceStack, **stack: Any
    ) -> None:
        super().__init__(scope, id_, **stack)
        self._gateway = cloudfront.Function(
            self,
            "Gateway",
            function_name=f"{self.stack_name}-gateway",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(gateway_code(Settings.of(self).snapped_widths)),
            comment="Refuses, classifies and normalises requests; picks the image format",
        )
        self._cdn_headers = edge_policies.cdn_headers(self)
        self._by_path = edge_policies.by_path(self)
        self._with_viewer_address = edge_policies.with_viewer_address(self)
        self._signing_keys = SigningKeys(self, "SigningKeys")
        self._read_buckets = cloudfront.S3OriginAccessControl(
            self, "ReadBuckets", origin_access_control_name=f"{self.stack_name}-read-buckets"
        )
        self.distribution = self._distribution(storage, service)
        self._tell_name()
        self._let_purge(service)

    def _distribution(self, storage: StorageStack, service: ServiceStack) -> cloudfront.Distribution:
        made = self._made(service)
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            # Takes effect with a certificate of one's own; *.cloudfront.net sets its own minimum.
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            enable_ipv6=True,
            default_behavior=self._public_images(storage, made),
            additional_behaviors=self._api_behaviors(service)
            | {"/p/*": self._private_images(storage, made)}
            | dict.fromkeys(("/docs", "/docs/*"), self._docs(storage)),
            error_responses=[
                cloudfront.ErrorResponse(http_status=status, ttl=Duration.seconds(0)) for status in NEVER_REMEMBERED
            ],
        )
        resource = distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)
        resource.add_property_override("DistributionConfig.CacheTagConfig.HeaderName", CACHE_TAG_HEADER)
        CfnOutput(self, "Url", value=f"https://{distribution.distribution_domain_name}")
        CfnOutput(self, "DistributionId", value=distribution.distribution_id)
        return distribution

    def _made(self, service: ServiceStack) -> cloudfront.IOrigin:
        """The function that makes what S3 lacks, called with a signature."""
        call = cloudfront.FunctionUrlOriginAccessControl(
            self, "CallFunctions", origin_access_control_name=f"{self.stack_name}-call-functions"
        )
        return origins.FunctionUrlOrigin.with_origin_access_control(
            service.cdn_url,
            origin_access_control=call,
            read_timeout=Duration.seconds(30),
        )

    def _public_images(self, storage: StorageStack, made: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        stored = self._bucket_origin(storage.public, "PublicFromHere")
        return self._images(stored, made, headers=self._cdn_headers)

    def _private_images(self, storage: StorageStack, made: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        """CloudFront itself refuses every request without a signature of the group's keys, before anything is looked up."""
        stored = self._bucket_origin(storage.private, "PrivateFromHere")
        return self._images(
            stored, made, headers=edge_policies.private_headers(self), signed_by=[self._signing_keys.group]
        )

    def _images(
        self,
        stored: cloudfront.IOrigin,
        made: cloudfront.IOrigin,
        *,
        headers: cloudfront.IResponseHeadersPolicy,
        signed_by: list[cloudfront.IKeyGroup] | None = None,
    ) -> cloudfront.BehaviorOptions:
        """S3 answers what it has; for what it lacks the request falls over to the function that makes it."""
        return cloudfront.BehaviorOptions(
            origin=origins.OriginGroup(
                primary_origin=stored, fallback_origin=made, fallback_status_codes=FAILOVER_STATUSES
            ),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=False,  # pictures are compressed already
            cache_policy=self._by_path,
            origin_request_policy=self._with_viewer_address,
            response_headers_policy=headers,
            trusted_key_groups=signed_by,
            function_associations=[
                self._gateway_on(cloudfront.FunctionEventType.VIEWER_REQUEST),
                self._gateway_on(cloudfront.FunctionEventType.VIEWER_RESPONSE),
            ],
        )

    def _api_behaviors(self, service: ServiceStack) -> dict[str, cloudfront.BehaviorOptions]:
        api = self._api_origin(service)
        api_headers = edge_policies.page_headers(self, "ApiHeaders", csp=edge_policies.API_CSP)
        on_request = [self._gateway_on(cloudfront.FunctionEventType.VIEWER_REQUEST)]

        def behavior(
            cache: cloudfront.ICachePolicy,
            methods: cloudfront.AllowedMethods,
            *,
            origin_request: cloudfront.IOriginRequestPolicy | None = None,
            headers: cloudfront.IResponseHeadersPolicy = api_headers,
        ) -> cloudfront.BehaviorOptions:
            return cloudfront.BehaviorOptions(
                origin=api,
                allowed_methods=methods,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                cache_policy=cache,
                origin_request_policy=origin_request,
                response_headers_policy=headers,
                function_associations=on_request,
            )

        uncached = cloudfront.CachePolicy.CACHING_DISABLED
        everything = cloudfront.AllowedMethods.ALLOW_ALL
        reading = cloudfront.AllowedMethods.ALLOW_GET_HEAD
        asking = cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS  # pages of other origins ask before they ask
        as_viewer = cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
        return {
            "/api/*": behavior(uncached, everything, origin_request=as_viewer),
            "/_auth-check": behavior(uncached, asking, origin_request=as_viewer),
            "/_gateway/*": behavior(uncached, reading),  # the edge function answers; the origin is never asked
            # A picture's short address may be embedded wherever the picture may.
            "/i/*": behavior(edge_policies.shortly(self), reading, headers=self._cdn_headers),
        }

    def _api_origin(self, service: ServiceStack) -> cloudfront.IOrigin:
        """The template holds a reference to the proof; CloudFormation reads the value while it deploys."""
        proof = service.origin_proof.secret_value.unsafe_unwrap()
        domain = Fn.select(2, Fn.split("/", service.http_api.api.api_endpoint))
        return origins.HttpOrigin(domain, custom_headers={ORIGIN_PROOF_HEADER: proof})

    def _docs(self, storage: StorageStack) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=self._bucket_origin(storage.web, "WebFromHere"),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=edge_policies.page_headers(self, "DocsHeaders", csp=edge_policies.DOCS_CSP),
            function_associations=[self._gateway_on(cloudfront.FunctionEventType.VIEWER_REQUEST)],
        )

    def _bucket_origin(self, bucket: s3.Bucket, id_: str) -> cloudfront.IOrigin:
        """The bucket by its attributes only: the real construct would write its own policy, and so refer upwards."""
        seen = s3.Bucket.from_bucket_attributes(
            self,
            id_,
            bucket_arn=bucket.bucket_arn,
            bucket_regional_domain_name=bucket.bucket_regional_domain_name,
        )
        return origins.S3BucketOrigin.with_origin_access_control(seen, origin_access_control=self._read_buckets)

    def _gateway_on(self, event: cloudfront.FunctionEventType) -> cloudfront.FunctionAssociation:
        return cloudfront.FunctionAssociation(function=self._gateway, event_type=event)

    def _tell_name(self) -> None:
        names = ParameterNames.of(self)
        public_url = f"https://{self.distribution.distribution_domain_name}"
        ssm.StringParameter(
            self,
            "DistributionIdParameter",
            parameter_name=names.distribution_id,
            string_value=self.distribution.distribution_id,
        )
        ssm.StringParameter(self, "PublicUrlParameter", parameter_name=names.public_url, string_value=public_url)

    def _let_purge(self, service: ServiceStack) -> None:
        """The right to purge this distribution is attached from here, for the same reason."""
        iam.CfnPolicy(
            self,
            "MayPurge",
            policy_name="PurgeDistribution",
            roles=[role.role_name for role in service.purging_roles],
            policy_document=iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        actions=["cloudfront:CreateInvalidation"], resources=[self.distribution.distribution_arn]
                    )
                ]
            ),
        )
