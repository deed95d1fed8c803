"""functions/api: the REST API."""

from collections.abc import Mapping

from constructs import Construct

from schema.env.api import ApiEnv
from schema.env.base import OFF
from schema.keys.core import BY_ALBUM_OR_BIN
from stacks.parts.function import AppFunction
from stacks.parts.parameters import ParameterNames, private_half
from stacks.parts.work_queue import WorkQueue
from stacks.service.backup_consumer import BackupConsumer
from stacks.service.classification_consumer import classification_queue
from stacks.service.custom_domain_consumer import CustomDomainConsumer
from stacks.service.export_consumer import ExportConsumer
from stacks.service.foundation import Foundation, objects
from stacks.service.import_consumer import ImportConsumer
from stacks.service.variant_consumer import VariantConsumer
from stacks.service.webhook_delivery_consumer import WebhookDeliveryConsumer
from stacks.storage.github import issuer_of


class Api(AppFunction):
    routes = ("ANY /v1/{proxy+}", "GET /openapi.json", "GET /_auth-check")
    purges_edge = True

    def __init__(self, scope: Construct, on: Foundation) -> None:
        queues, classifications = _queues(on), classification_queue(on)
        env = _env(on, queues, classifications)
        super().__init__(scope, "api", on.common, env=env, memory_mb=1024, seconds_per={"call": 0.06})
        self._use_tables(on)
        self._use_buckets(on)
        for queue in queues.values():
            queue.admit(self)
        if classifications:
            classifications.admit(self)
        # To tell that an operator has moved the bill brake.
        self.allow(["sns:Publish"], on.common.alarms.topic_arn)
        on.allow_embedding(self)
        # A filter takes the second right, too: https://docs.aws.amazon.com/AmazonS3/latest/API/API_S3VectorBuckets_QueryVectors.html
        on.allow_vectors(self, "QueryVectors", "GetVectors")
        parameters = [*on.parameters, private_half(self, "*")]
        self.allow(["ssm:GetParameters"], *map(ParameterNames.arn, parameters))
        # The proven address of who calls: what others have invited.
        self.allow(["cognito-idp:AdminGetUser"], on.storage.users.user_pool_arn)
        self.allow(["secretsmanager:GetSecretValue"], on.origin_proof.secret_arn)

    def _use_tables(self, on: Foundation) -> None:
        core, ephemeral, audit = on.storage.core, on.storage.ephemeral, on.storage.audit
        self.allow_table(core, "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
        # A query of the table or of its index; writes never go to the index.
        self.allow(["dynamodb:Query"], core.table_arn, f"{core.table_arn}/index/{BY_ALBUM_OR_BIN}")
        # Rate limits, kept answers, and leases: who writes served objects is waited for. Imports and their
        # pictures, exports and their files. The log of webhooks' deliveries.
        self.allow_table(ephemeral, "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "ConditionCheckItem")
        # To search. The index follows the records by itself.
        self.allow_table(on.storage.derived, "Query", "BatchGetItem")
        # Written and listed, never changed: the table itself refuses everybody the rest.
        self.allow_table(audit, "PutItem", "Query")

    def _use_buckets(self, on: Foundation) -> None:
        storage = on.storage
        # To sign upload forms and the parts of large uploads: what is signed may do what its signer may.
        self.allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], objects(storage.uploads))
        # To tell whether an upload waits to be judged; not to read it.
        self.allow(["s3:ListBucket"], storage.uploads.bucket_arn)
        # To sign downloads of the untouched bytes, and of exports.
        self.allow(["s3:GetObject"], objects(storage.originals), objects(storage.exports))
        # To sign previews of held pictures for their owners.
        self.allow(["s3:GetObject"], storage.private.arn_for_objects("e/*"))
        # To take pictures down; where a path may be another's by now, to tell by the metadata whose they are.
        self.allow(["s3:GetObject"], objects(storage.public))
        self.allow(["s3:DeleteObject"], *map(objects, on.served))
        self.allow(["s3:ListBucket"], *(bucket.bucket_arn for bucket in on.served))


def _queues(on: Foundation) -> dict[str, WorkQueue]:
    """What the API sends to, as its environment names it."""
    return {
        "variant": on.the(VariantConsumer).work,
        "webhook": on.the(WebhookDeliveryConsumer).work,
        "backup": on.the(BackupConsumer).work,
        "domain": on.the(CustomDomainConsumer).work,
        "import": on.the(ImportConsumer).work,
        "export": on.the(ExportConsumer).work,
    }


def _env(on: Foundation, queues: Mapping[str, WorkQueue], classifications: WorkQueue | None) -> ApiEnv:
    storage, parameters = on.storage, on.parameters
    return ApiEnv(
        core_table=storage.core.table_name,
        derived_table=storage.derived.table_name,
        ephemeral_table=storage.ephemeral.table_name,
        audit_table=storage.audit.table_name,
        uploads_bucket=storage.uploads.bucket_name,
        originals_bucket=storage.originals.bucket_name,
        public_bucket=storage.public.bucket_name,
        private_bucket=storage.private.bucket_name,
        exports_bucket=storage.exports.bucket_name,
        classification_queue_url=classifications.queue.queue_url if classifications else OFF,
        meaning_index=on.meaning_index,
        alarm_topic=on.common.alarms.topic_arn,
        distribution_id_parameter=parameters.distribution_id,
        public_url_parameter=parameters.public_url,
        tenancy_parameter=parameters.tenancy,
        signing_key_parameter=parameters.signing_key,
        owner_pepper_parameter=parameters.owner_pepper,
        cursor_key_parameter=parameters.cursor_key,
        api_key_pepper_parameter=parameters.api_key_pepper,
        upload_token_key_parameter=parameters.upload_token_key,
        idempotency_key_parameter=parameters.idempotency_key,
        address_key_parameter=parameters.address_key,
        origin_proof_secret=on.origin_proof.secret_arn,
        user_pool_id=storage.users.user_pool_id,
        user_pool_client_id=storage.web_client.user_pool_client_id,
        sign_in_url=storage.sign_in_url,
        oidc_issuer=issuer_of(on.storage),
        notices=on.settings.sends_notices,
        **{f"{name}_queue_url": work.queue.queue_url for name, work in queues.items()},
        **on.settings._asdict(),  # those that the model has
    )
