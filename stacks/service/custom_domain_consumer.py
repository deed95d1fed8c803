"""functions/custom_domain_consumer and its queue: proof, certificate and end of custom domains."""

from aws_cdk import Aws
from constructs import Construct

from schema import budgets
from schema.env.custom_domain_consumer import CustomDomainConsumerEnv
from stacks.parts.alarms import Graphs
from stacks.parts.function import AppFunction
from stacks.parts.work_queue import WorkQueue
from stacks.service.foundation import Foundation


class CustomDomainConsumer(AppFunction):
    """Its queue's address is among its own settings: it announces the next look itself."""

    def __init__(self, scope: Construct, on: Foundation) -> None:
        storage, parameters, settings = on.storage, on.parameters, on.settings
        env = CustomDomainConsumerEnv(
            core_table=storage.core.table_name,
            audit_table=storage.audit.table_name,
            domain_queue_url="",  # below, as the queue needs the function
            tenancy_parameter=parameters.tenancy,
            dns_resolvers=settings.dns_resolvers,
        )
        super().__init__(
            scope,
            "custom_domain_consumer",
            on.common,
            env=env,
            memory_mb=256,
            timeout=budgets.DOMAIN_TIMEOUT,
        )
        if not scope.node.try_get_context("dns_resolvers"):
            self._cfn.add_metadata("NameServersIn", "DNS_RESOLVERS")  # a laptop has records of its own
        # The owner's row, the count of them, and the claim of a host.
        self.allow_table(storage.core, "GetItem", "PutItem", "UpdateItem", "DeleteItem")
        self.allow_table(storage.audit, "PutItem")
        self.allow(["ssm:GetParameters"], parameters.arn(parameters.tenancy))
        self._use_tenants()
        self.work = WorkQueue(
            scope,
            "CustomDomains",
            consumer=self,
            dead_letters=on.common.dead_letters,
            batches=budgets.AWAITED,
            enabled=settings.custom_domains,
        )
        self.function.add_environment("DOMAIN_QUEUE_URL", self.work.queue.queue_url)
        self.work.admit(self)

    def graphs(self) -> Graphs:
        failed = self.outcome("DomainFailed", label="failed")
        full = self.outcome("DomainWithoutRoom", label="without room at CloudFront")
        return {**super().graphs(), "Custom domains": [failed, full]}

    def _use_tenants(self) -> None:
        """https://docs.aws.amazon.com/service-authorization/latest/reference/list_cloudfront.html"""
        ours = f"arn:{Aws.PARTITION}:cloudfront::{Aws.ACCOUNT_ID}"
        tenants = f"{ours}:distribution-tenant/*"
        self.allow(
            [
                "cloudfront:GetDistributionTenant",
                "cloudfront:GetManagedCertificateDetails",
                "cloudfront:UpdateDistributionTenant",
                "cloudfront:DeleteDistributionTenant",
            ],
            tenants,
        )
        self.allow(
            ["cloudfront:CreateDistributionTenant"], tenants, f"{ours}:distribution/*", f"{ours}:connection-group/*"
        )
        # CloudFront requests and reads the certificate in the caller's name.
        self.allow(["acm:RequestCertificate", "acm:DescribeCertificate"], "*")
