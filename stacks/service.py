"""Every function, queue and route."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk.aws_apigatewayv2 import HttpMethod
from constructs import Construct

from schema import budgets
from schema.env.api import ApiEnv
from schema.env.base import Env
from schema.env.cdn import CdnEnv
from schema.env.cpu import ONE_CPU_MB
from schema.env.gateway import GatewayEnv
from schema.env.upload_consumer import UploadConsumerEnv
from schema.env.variant_consumer import VariantConsumerEnv
from schema.keys.core import BY_ALBUM_OR_BIN
from stacks.parts.alarms import FIVE_MINUTES, Alarms, dashboard
from stacks.parts.function import AppFunction
from stacks.parts.http_api import AppHttpApi
from stacks.parts.layers import app_layers
from stacks.parts.parameters import ParameterNames, private_half
from stacks.parts.settings import Settings
from stacks.parts.work_queue import WorkQueue
from stacks.storage import StorageStack


class ServiceStack(Stack):
    """The functions and what wakes them. References go down to storage only."""

    def __init__(self, scope: Construct, id_: str, *, storage: StorageStack, **stack: Any) -> None:
        super().__init__(scope, id_, **stack)
        self._storage = storage
        self._layers: Sequence[lambda_.ILayerVersion] = app_layers(self)
        self._parameters = ParameterNames.of(self)
        self._parameters.demand_secrets(self)
        self._settings = Settings.of(self)
        self.origin_proof = self._origin_proof()

        alarms = Alarms(self, "Alarms", email=self.node.try_get_context("alarm_email"))
        self._uploads = WorkQueue(self, "Uploads", consumer_timeout=budgets.UPLOAD_CONSUMER_TIMEOUT, alarms=alarms)
        self._variants = WorkQueue(self, "Variants", consumer_timeout=budgets.VARIANT_CONSUMER_TIMEOUT, alarms=alarms)

        self.api = self._api()
        self.gateway = self._gateway()
        self.cdn = self._cdn()
        self.upload_consumer = self._upload_consumer()
        self.variant_consumer = self._variant_consumer()

        # The edge calls this address, signed; nobody else may.
        self.cdn_url = self.cdn.function.add_function_url(auth_type=lambda_.FunctionUrlAuthType.AWS_IAM)
        self.http_api = self._http_api()
        self._hand_uploads_over()
        self._watch(alarms)

    def _function(
        self, folder: str, env: Env, *, memory_mb: int, timeout: timedelta = budgets.HTTP_TIMEOUT
    ) -> AppFunction:
        return AppFunction(self, folder, layers=self._layers, env=env, memory_mb=memory_mb, timeout=timeout)

    def _origin_proof(self) -> secretsmanager.Secret:
        """What the edge shows the API so that it believes whom the edge says it speaks for.

        CloudFormation makes it and writes it into the distribution, so nobody ever sees it; another can be made at will.
        """
        return secretsmanager.Secret(
            self,
            "OriginProof",
            description="Sent by the distribution with every request to the API",
            generate_secret_string=secretsmanager.SecretStringGenerator(password_length=64, exclude_punctuation=True),
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _api(self) -> AppFunction:
        api = self._function("api", self._api_env(), memory_mb=1024)
        self._let_api_use_tables(api)
        self._let_api_use_buckets(api)
        api.allow(["sqs:SendMessage"], self._variants.queue.queue_arn)
        parameters = [*self._parameters, private_half(self, "*")]
        api.allow(["ssm:GetParameter"], *map(ParameterNames.arn, parameters))
        api.allow(["secretsmanager:GetSecretValue"], self.origin_proof.secret_arn)
        return api

    def _let_api_use_tables(self, api: AppFunction) -> None:
        storage = self._storage
        self._may_use_core(api, "GetItem", "BatchGetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
        # A query of the table or of its index; writes never go to the index.
        table = storage.core.table_arn
        api.allow(["dynamodb:Query"], table, f"{table}/index/{BY_ALBUM_OR_BIN}")
        # Rate limits, kept answers, and leases: who writes served objects is waited for.
        self._may_use_ephemeral(api, "PutItem", "UpdateItem", "DeleteItem", "Query")
        # Written and listed, never changed: the table itself refuses everybody the rest.
        api.allow(["dynamodb:PutItem", "dynamodb:Query"], storage.audit.table_arn)

    def _let_api_use_buckets(self, api: AppFunction) -> None:
        storage = self._storage
        # To sign upload forms and the parts of large uploads: what is signed may do what its signer may.
        api.allow(["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], _objects(storage.uploads))
        # To tell whether an upload waits to be judged; not to read it.
        api.allow(["s3:ListBucket"], storage.uploads.bucket_arn)
        # To sign downloads of the untouched bytes.
        api.allow(["s3:GetObject"], _objects(storage.originals))
        # To take pictures down; where a path may be another's by now, to tell by the metadata whose they are.
        api.allow(["s3:GetObject"], _objects(storage.public))
        api.allow(["s3:DeleteObject"], *map(_objects, self._served))
        api.allow(["s3:ListBucket"], *(bucket.bucket_arn for bucket in self._served))

    def _api_env(self) -> ApiEnv:
        storage, parameters = self._storage, self._parameters
        return ApiEnv(
            core_table=storage.core.table_name,
            ephemeral_table=storage.ephemeral.table_name,
            audit_table=storage.audit.table_name,
            uploads_bucket=storage.uploads.bucket_name,
            originals_bucket=storage.originals.bucket_name,
            public_bucket=storage.public.bucket_name,
            private_bucket=storage.private.bucket_name,
            variant_queue_url=self._variants.queue.queue_url,
            distribution_id_parameter=parameters.distribution_id,
            public_url_parameter=parameters.public_url,
            signing_key_parameter=parameters.signing_key,
            owner_pepper_parameter=parameters.owner_pepper,
            cursor_key_parameter=parameters.cursor_key,
            api_key_pepper_parameter=parameters.api_key_pepper,
            upload_token_key_parameter=parameters.upload_token_key,
            idempotency_key_parameter=parameters.idempotency_key,
            address_key_parameter=parameters.address_key,
            origin_proof_secret=self.origin_proof.secret_arn,
            user_pool_id=storage.users.user_pool_id,
            user_pool_client_id=storage.web_client.user_pool_client_id,
            **self._settings._asdict(),  # those that the model has
        )

    def _gateway(self) -> AppFunction:
        env = GatewayEnv(core_table=self._storage.core.table_name)
        gateway = self._function("gateway", env, memory_mb=256, timeout=budgets.GATEWAY_TIMEOUT)
        self._may_use_core(gateway, "GetItem")
        return gateway

    def _cdn(self) -> AppFunction:
        storage = self._storage
        cdn = self._function(
            "cdn",
            CdnEnv(
                core_table=storage.core.table_name,
                ephemeral_table=storage.ephemeral.table_name,
                originals_bucket=storage.originals.bucket_name,
                public_bucket=storage.public.bucket_name,
                private_bucket=storage.private.bucket_name,
                variant_queue_url=self._variants.queue.queue_url,
                address_key_parameter=self._parameters.address_key,
                variants_per_hour=self._settings.variants_per_hour,
                widths=self._settings.widths,
            ),
            memory_mb=ONE_CPU_MB,
        )
        self._may_use_core(cdn, "GetItem")
        self._may_use_ephemeral(cdn, "PutItem", "UpdateItem", "DeleteItem")
        self._may_publish(cdn)
        # To answer what another run has made.
        cdn.allow(["s3:GetObject"], *map(_objects, self._served))
        # To have finished what takes too long for a viewer.
        cdn.allow(["sqs:SendMessage"], self._variants.queue.queue_arn)
        # To tell whether an owner has signed for unusual options.
        cdn.allow(["ssm:GetParameter"], self._parameters.arn(self._parameters.address_key))
        return cdn

    def _upload_consumer(self) -> AppFunction:
        storage = self._storage
        consumer = self._function(
            "upload_consumer",
            UploadConsumerEnv(
                core_table=storage.core.table_name,
                uploads_bucket=storage.uploads.bucket_name,
                originals_bucket=storage.originals.bucket_name,
                variant_queue_url=self._variants.queue.queue_url,
                face_detection=self._settings.face_detection,
            ),
            memory_mb=2048,
            timeout=budgets.UPLOAD_CONSUMER_TIMEOUT,
        )
        self._may_use_core(consumer, "GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem")
        consumer.allow(["s3:GetObject", "s3:DeleteObject"], _objects(storage.uploads))
        # Without it S3 says 403 instead of 404 for an object that an earlier run has removed.
        consumer.allow(["s3:ListBucket"], storage.uploads.bucket_arn, storage.originals.bucket_arn)
        consumer.allow(["s3:PutObject", "s3:DeleteObject"], _objects(storage.originals))
        consumer.allow(["sqs:SendMessage"], self._variants.queue.queue_arn)
        if self._settings.face_detection:
            consumer.allow(["rekognition:DetectFaces"], "*")  # it knows no resources: the picture comes with the call
        self._uploads.consumed_by(consumer, max_concurrency=20)
        return consumer

    def _variant_consumer(self) -> AppFunction:
        storage = self._storage
        consumer = self._function(
            "variant_consumer",
            VariantConsumerEnv(
                core_table=storage.core.table_name,
                ephemeral_table=storage.ephemeral.table_name,
                originals_bucket=storage.originals.bucket_name,
                public_bucket=storage.public.bucket_name,
                private_bucket=storage.private.bucket_name,
                distribution_id_parameter=self._parameters.distribution_id,
            ),
            memory_mb=ONE_CPU_MB,
            timeout=budgets.VARIANT_CONSUMER_TIMEOUT,
        )
        self._may_use_core(consumer, "GetItem", "UpdateItem")
        # Leases; how often pictures are asked for; how often the edge is told of smaller ones.
        self._may_use_ephemeral(consumer, "PutItem", "UpdateItem", "DeleteItem")
        self._may_publish(consumer)
        # To take back what the record does not say any more, and have the edge forget it; where a path may be
        # another's by now, the metadata tell whose it is.
        consumer.allow(["s3:DeleteObject"], *map(_objects, self._served))
        consumer.allow(["s3:GetObject"], _objects(storage.public))
        # To compare a smaller picture with the one whose place it takes.
        consumer.allow(["s3:GetObject"], _objects(storage.private))
        consumer.allow(["ssm:GetParameter"], self._parameters.arn(self._parameters.distribution_id))
        self._variants.consumed_by(consumer, max_concurrency=20)
        return consumer

    def _may_use_core(self, function: AppFunction, *operations: str) -> None:
        """Actions on the core table; a transaction is authorised as the single actions in it."""
        function.allow([f"dynamodb:{operation}" for operation in operations], self._storage.core.table_arn)

    def _may_use_ephemeral(self, function: AppFunction, *operations: str) -> None:
        function.allow([f"dynamodb:{operation}" for operation in operations], self._storage.ephemeral.table_arn)

    def _may_publish(self, function: AppFunction) -> None:
        """Read originals, and write what viewers get. Who may not list is told 403 instead of 404 for a missing key."""
        originals = self._storage.originals
        function.allow(["s3:GetObject"], _objects(originals))
        function.allow(["s3:PutObject"], *map(_objects, self._served))
        function.allow(["s3:ListBucket"], *(bucket.bucket_arn for bucket in (*self._served, originals)))

    @property
    def _served(self) -> Sequence[s3.Bucket]:
        """Where what viewers get lies."""
        return self._storage.public, self._storage.private

    def _http_api(self) -> AppHttpApi:
        """The edge strips `/api`, so routes start behind it."""
        http_api = AppHttpApi(self, "HttpApi", fallback=self.api)
        http_api.route("/v1/{proxy+}", self.api, methods=[HttpMethod.ANY])
        http_api.route("/openapi.json", self.api, methods=[HttpMethod.GET])
        http_api.route("/_auth-check", self.api, methods=[HttpMethod.GET])
        http_api.route("/i/{id}", self.gateway, methods=[HttpMethod.GET, HttpMethod.HEAD])
        http_api.route("/i/{id}/{variant}", self.gateway, methods=[HttpMethod.GET, HttpMethod.HEAD])
        return http_api

    def _hand_uploads_over(self) -> None:
        """Every object that arrives in quarantine becomes a message. Rule and queue in two stacks would be a circle."""
        events.Rule(
            self,
            "UploadArrived",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [self._storage.uploads.bucket_name]}},
            ),
            targets=[targets.SqsQueue(self._uploads.queue, dead_letter_queue=self._uploads.dead_letters)],
        )

    def _watch(self, alarms: Alarms) -> None:
        functions = [self.api, self.gateway, self.cdn, self.upload_consumer, self.variant_consumer]
        for one in functions:
            errors = one.function.metric_errors(period=FIVE_MINUTES)
            meaning = f"{one.folder} failed five times in five minutes"
            alarms.watch(f"{one.node.id}Errors", errors, at_least=5, meaning=meaning)
        api = self.http_api.api
        failures = api.metric_server_error(period=FIVE_MINUTES, statistic="Sum")
        alarms.watch("ApiFailures", failures, at_least=5, meaning="the API answered 5xx five times in five minutes")
        works = [self._uploads, self._variants]
        graphs = {
            "Requests to the API": [api.metric_count(), api.metric_client_error(), api.metric_server_error()],
            "Latency of the API (ms, p99)": [api.metric_latency(statistic="p99")],
            "Function errors": [one.function.metric_errors(label=one.folder) for one in functions],
            "Function duration (ms, p99)": [
                one.function.metric_duration(statistic="p99", label=one.folder) for one in functions
            ],
            "Oldest message (s)": [
                work.queue.metric_approximate_age_of_oldest_message(label=work.node.id) for work in works
            ],
            "Dead letters": [
                work.dead_letters.metric_approximate_number_of_messages_visible(label=work.node.id) for work in works
            ],
        }
        dashboard(self, "Dashboard", graphs=graphs)


def _objects(bucket: s3.Bucket) -> str:
    return bucket.arn_for_objects("*")
