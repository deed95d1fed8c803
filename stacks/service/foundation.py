"""What the functions of the service are built on: the stack below, names of parameters, settings, layers, alarms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast

from aws_cdk import Aws
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from schema.env.base import OFF
from schema.library.meaning import EMBEDDING_MODEL
from stacks.parts.function import AppFunction, Common
from stacks.parts.parameters import ParameterNames
from stacks.parts.settings import Settings
from stacks.storage import StorageStack

F = TypeVar("F", bound=AppFunction)


@dataclass(frozen=True)
class Foundation:
    scope: Construct
    storage: StorageStack
    parameters: ParameterNames
    settings: Settings
    common: Common
    origin_proof: secretsmanager.Secret
    _made: dict[type[AppFunction], AppFunction] = field(default_factory=dict)

    def the(self, kind: type[F]) -> F:
        """The one function of this kind. The first who asks for it has it made, so functions name what they send to."""
        if kind not in self._made:
            make = cast(Callable[[Construct, Foundation], F], kind)
            self._made[kind] = make(self.scope, self)
        return cast(F, self._made[kind])

    @property
    def served(self) -> tuple[s3.Bucket, s3.Bucket]:
        """Where what viewers get lies."""
        return self.storage.public, self.storage.private

    @property
    def meaning_index(self) -> str:
        """The ARN of the index of vectors, or `off`."""
        index = self.storage.vector_index
        return index.attr_index_arn if index else OFF

    def allow_vectors(self, function: AppFunction, *operations: str) -> None:
        """Operations on the index of vectors, where there is one."""
        if self.storage.vector_index:
            function.allow([f"s3vectors:{operation}" for operation in operations], self.meaning_index)

    def allow_embedding(self, function: AppFunction) -> None:
        """To have the model make vectors, where there is an index of them."""
        if self.storage.vector_index:
            model = f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}::foundation-model/{EMBEDDING_MODEL}"
            function.allow(["bedrock:InvokeModel"], model)

    def allow_publishing(self, function: AppFunction) -> None:
        """Read originals, and write what viewers get. Who may not list is told 403 instead of 404 for a missing key."""
        originals = self.storage.originals
        function.allow(["s3:GetObject"], objects(originals))
        # Tags, for what expires unless it is asked for again.
        function.allow(["s3:PutObject", "s3:PutObjectTagging"], *map(objects, self.served))
        function.allow(["s3:ListBucket"], *(bucket.bucket_arn for bucket in (*self.served, originals)))


def objects(bucket: s3.Bucket) -> str:
    """All objects of a bucket, as a role names them."""
    return bucket.arn_for_objects("*")
