"""Environment variables, one model a function: the stacks write them, the functions read them.

A name has one value in the whole application. Secrets never travel here, only the names of the parameters that hold them.
"""

import math
import os
from typing import Self

from pydantic import BaseModel, ConfigDict

ON, OFF = "on", "off"
ONE_CPU_MB = 1769
"""Lambda gives CPU by memory, and one whole core at this much."""


def cores() -> int:
    """How many threads can work on pixels at once: in Lambda what its memory gives, a part of a core counted as one."""
    memory_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
    seen = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return seen if memory_mb is None else max(1, min(seen, math.ceil(int(memory_mb) / ONE_CPU_MB)))


class Env(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    @classmethod
    def read(cls) -> Self:
        return cls.model_validate({name: os.environ.get(name.upper()) for name in cls.model_fields})

    def as_variables(self) -> dict[str, str]:
        return {name.upper(): value for name, value in self.model_dump().items()}


class ApiEnv(Env):
    core_table: str
    ephemeral_table: str
    audit_table: str
    uploads_bucket: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    variant_queue_url: str
    distribution_id_parameter: str
    public_url_parameter: str
    signing_key_parameter: str
    owner_pepper_parameter: str
    cursor_key_parameter: str
    api_key_pepper_parameter: str
    upload_token_key_parameter: str
    idempotency_key_parameter: str
    address_key_parameter: str
    origin_proof_secret: str
    user_pool_id: str
    user_pool_client_id: str
    allowed_origins: str
    """Pages that may call the API from a browser, separated by spaces."""
    uploads_per_hour: str
    reads_per_hour: str
    writes_per_hour: str
    anonymous_per_minute: str
    widths: str
    """Pixels, ascending, separated by spaces: what anybody may ask for without the owner's signature."""
    snap_widths: str
    """`on` or `off`: whether the edge snaps other widths to these."""


class GatewayEnv(Env):
    core_table: str


class CdnEnv(Env):
    core_table: str
    ephemeral_table: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    variant_queue_url: str
    address_key_parameter: str
    variants_per_hour: str
    widths: str
    """Pixels, separated by spaces: what anybody may ask for without the owner's signature."""


class UploadConsumerEnv(Env):
    core_table: str
    uploads_bucket: str
    originals_bucket: str
    variant_queue_url: str
    face_detection: str
    """`on` or `off`."""


class VariantConsumerEnv(Env):
    core_table: str
    ephemeral_table: str
    originals_bucket: str
    public_bucket: str
    private_bucket: str
    distribution_id_parameter: str
