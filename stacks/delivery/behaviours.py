"""Which path goes where, and what is cached of it."""

from aws_cdk import Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3

from schema import budgets
from stacks.delivery import policies
from stacks.delivery.edge_functions import DomainEdgeFunctions, EdgeFunctions
from stacks.delivery.origin_shield import shield_region
from stacks.parts.durations import duration
from stacks.parts.edge_code import IMAGE_ID
from stacks.service import ServiceStack
from stacks.storage import StorageStack
from stacks.storage.users import LOOPBACK

FAILOVER_STATUSES = [403, 404]
"""What S3 does not have: it answers 403 for a missing key, as CloudFront may not list the bucket. Its 503 (Slow Down) is
none of these: the function would read the same S3, and make every image again while it does."""

ORIGIN_PROOF_HEADER = "x-origin-proof"
"""Overwrites what a viewer sends under this name; the API believes the viewer's address only beside the right value."""

DOCS, APP = ("/docs", "/docs/*"), ("/app", "/app/*")


class Behaviours:
    """The distribution's behaviours, by their path patterns in their order; `*` is the default one."""

    def __init__(
        self, scope: Stack, *, storage: StorageStack, service: ServiceStack, signing_keys: cloudfront.IKeyGroup
    ) -> None:
        self._scope = scope
        self._functions = EdgeFunctions(scope)
        self._cdn_headers = policies.cdn_headers(scope)
        self._by_path = policies.by_path(scope)
        self._with_viewer_address = policies.with_viewer_address(scope)
        self._shield = shield_region(scope)
        self._read_buckets = cloudfront.S3OriginAccessControl(
            scope, "ReadBuckets", origin_access_control_name=f"{scope.stack_name}-read-buckets"
        )
        self._api_host = self._proven(service)
        self._shortly = policies.shortly(scope)
        self._stored = self._bucket_origin(storage.public, "PublicFromHere", shield=self._shield)
        self._fallback = fallback = self._call(service)
        self.default = self._images(
            self._stored, fallback, headers=self._cdn_headers, functions=self._functions.on("*")
        )
        self.by_pattern = self._api() | {"/p/*": self._private_images(storage, fallback, signing_keys)}
        self.by_pattern |= self._pages(storage)

    def under_domains(self) -> tuple[cloudfront.BehaviorOptions, dict[str, cloudfront.BehaviorOptions]]:
        """The default behaviour and the others of the distribution of custom domains: public images and short links."""
        functions = DomainEdgeFunctions(self._scope)
        default = self._images(self._stored, self._fallback, headers=self._cdn_headers, functions=functions.on("*"))
        links = cloudfront.BehaviorOptions(
            origin=self._api_host,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            cache_policy=self._shortly,
            response_headers_policy=self._cdn_headers,
            function_associations=functions.on(IMAGE_ID),
        )
        return default, {IMAGE_ID: links, f"{IMAGE_ID}/*": links}

    def _call(self, service: ServiceStack) -> cloudfront.IOrigin:
        """The function that makes what S3 lacks, called with a signature."""
        call = cloudfront.FunctionUrlOriginAccessControl(
            self._scope,
            "CallFunctions",
            origin_access_control_name=f"{self._scope.stack_name}-call-functions",
        )
        return origins.HttpOrigin(
            service.cdn_host,
            origin_access_control_id=call.origin_access_control_id,
            read_timeout=duration(budgets.ORIGIN_READ_TIMEOUT),
            origin_shield_region=self._shield,
        )

    def _private_images(
        self, storage: StorageStack, fallback: cloudfront.IOrigin, signing_keys: cloudfront.IKeyGroup
    ) -> cloudfront.BehaviorOptions:
        """CloudFront itself refuses every request without a signature of the group's keys, before anything is looked up."""
        stored = self._bucket_origin(storage.private, "PrivateFromHere", shield=self._shield)
        headers = policies.private_headers(self._scope)
        functions = self._functions.on("/p/*")
        return self._images(stored, fallback, headers=headers, functions=functions, signed_by=[signing_keys])

    def _images(
        self,
        stored: cloudfront.IOrigin,
        fallback: cloudfront.IOrigin,
        *,
        headers: cloudfront.IResponseHeadersPolicy,
        functions: list[cloudfront.FunctionAssociation],
        signed_by: list[cloudfront.IKeyGroup] | None = None,
    ) -> cloudfront.BehaviorOptions:
        """S3 answers what it has; for what it lacks the request falls over to the function that makes it."""
        return cloudfront.BehaviorOptions(
            origin=origins.OriginGroup(
                primary_origin=stored, fallback_origin=fallback, fallback_status_codes=FAILOVER_STATUSES
            ),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=False,  # pictures are compressed already
            cache_policy=self._by_path,
            origin_request_policy=self._with_viewer_address,
            response_headers_policy=headers,
            trusted_key_groups=signed_by,
            function_associations=functions,
        )

    def _api(self) -> dict[str, cloudfront.BehaviorOptions]:
        api_headers = policies.page_headers(self._scope, "ApiHeaders", csp=policies.API_CSP)

        def behaviour(
            pattern: str,
            cache: cloudfront.ICachePolicy,
            methods: cloudfront.AllowedMethods,
            *,
            origin_request: cloudfront.IOriginRequestPolicy | None = None,
            headers: cloudfront.IResponseHeadersPolicy = api_headers,
        ) -> dict[str, cloudfront.BehaviorOptions]:
            options = cloudfront.BehaviorOptions(
                origin=self._api_host,
                allowed_methods=methods,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                cache_policy=cache,
                origin_request_policy=origin_request,
                response_headers_policy=headers,
                function_associations=self._functions.on(pattern),
            )
            return {pattern: options}

        uncached, everything = cloudfront.CachePolicy.CACHING_DISABLED, cloudfront.AllowedMethods.ALLOW_ALL
        reading = cloudfront.AllowedMethods.ALLOW_GET_HEAD
        asking = cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS  # pages of other origins ask before they ask
        as_viewer = cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
        galleries = policies.galleries(self._scope)
        gallery_headers = policies.page_headers(self._scope, "GalleryHeaders", csp=policies.API_CSP, has_own_csp=True)
        return {
            **behaviour("/api/*", uncached, everything, origin_request=as_viewer),
            **behaviour("/_auth-check", uncached, asking, origin_request=as_viewer),
            **behaviour("/mcp", uncached, everything, origin_request=as_viewer),
            **behaviour("/_gateway/*", uncached, reading),  # the edge function answers; the origin is never asked
            # A picture's short address may be embedded wherever the picture may.
            **behaviour("/i/*", self._shortly, reading, headers=self._cdn_headers),
            **behaviour("/s/*", galleries, everything, origin_request=as_viewer, headers=gallery_headers),
            **behaviour("/u/*", galleries, reading, origin_request=as_viewer, headers=gallery_headers),
            **behaviour("/report", galleries, everything, origin_request=as_viewer, headers=gallery_headers),
            **behaviour("/auth/github/*", uncached, everything, origin_request=as_viewer, headers=gallery_headers),
        }

    def _proven(self, service: ServiceStack) -> cloudfront.IOrigin:
        """The template holds a reference to the proof; CloudFormation reads the value while it deploys."""
        proof = service.origin_proof.secret_value.unsafe_unwrap()
        return origins.HttpOrigin(service.api_host, custom_headers={ORIGIN_PROOF_HEADER: proof})

    def _pages(self, storage: StorageStack) -> dict[str, cloudfront.BehaviorOptions]:
        """The documentation, and the browser application."""
        web = self._bucket_origin(storage.web, "WebFromHere")
        docs = policies.page_headers(self._scope, "DocsHeaders", csp=policies.DOCS_CSP)
        app = policies.page_headers(self._scope, "AppHeaders", csp=_app_csp(storage))
        return {
            pattern: cloudfront.BehaviorOptions(
                origin=web,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                response_headers_policy=headers,
                function_associations=self._functions.on(pattern),
            )
            for patterns, headers in ((DOCS, docs), (APP, app))
            for pattern in patterns
        }

    def _bucket_origin(self, bucket: s3.Bucket, id_: str, *, shield: str | None = None) -> cloudfront.IOrigin:
        """The bucket by its attributes only: the real construct would write its own policy, and so refer upwards."""
        seen = s3.Bucket.from_bucket_attributes(
            self._scope,
            id_,
            bucket_arn=bucket.bucket_arn,
            bucket_regional_domain_name=bucket.bucket_regional_domain_name,
        )
        return origins.S3BucketOrigin.with_origin_access_control(
            seen, origin_access_control=self._read_buckets, origin_shield_region=shield
        )


def _app_csp(storage: StorageStack) -> str:
    """The application uploads, reads its owner's originals, signs in, and shows previews of held pictures."""
    is_local = storage.node.get_context("app_url") == LOOPBACK  # where these are other ports
    local = ["http://localhost:*", "http://127.0.0.1:*"] if is_local else []
    connects = [*_hosts(storage.uploads), *_hosts(storage.originals), storage.sign_in_url, *local]
    return policies.app_csp(connects=connects, images=[*_hosts(storage.private), *local])


def _hosts(bucket: s3.Bucket) -> list[str]:
    return [f"https://{host}" for host in (bucket.bucket_regional_domain_name, bucket.bucket_domain_name)]
