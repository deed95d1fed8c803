"""functions/gallery: public pages of pictures, which need no JavaScript."""

from constructs import Construct

from schema import budgets
from schema.env.gallery import GalleryEnv
from schema.keys.core import BY_ALBUM_OR_BIN
from stacks.parts.function import AppFunction
from stacks.parts.parameters import ParameterNames, private_half
from stacks.service.foundation import Foundation


class Gallery(AppFunction):
    requests_per_second = 50  # a page that many look at comes from the edge; what does not must leave room for the API
    routes = (
        *(f"{method} /s/{{token}}" for method in ("GET", "HEAD", "POST")),
        *(f"{method} /report" for method in ("GET", "HEAD", "POST")),
        *(f"{method} /u/{{handle}}{end}" for method in ("GET", "HEAD") for end in ("", "/{album}")),
    )

    def __init__(self, scope: Construct, on: Foundation) -> None:
        parameters = on.parameters
        env = GalleryEnv(
            core_table=on.storage.core.table_name,
            ephemeral_table=on.storage.ephemeral.table_name,
            public_url_parameter=parameters.public_url,
            signing_key_parameter=parameters.signing_key,
            cursor_key_parameter=parameters.cursor_key,
            origin_proof_secret=on.origin_proof.secret_arn,
        )
        # The memory is for the share of a CPU that comes with it: a page signs a hundred addresses, a password is hashed.
        super().__init__(scope, "gallery", on.common, env=env, memory_mb=1024, timeout=budgets.GATEWAY_TIMEOUT)
        # To count views of a shared album, and to take reports.
        self.allow_table(on.storage.core, "GetItem", "BatchGetItem", "UpdateItem", "PutItem")
        self.allow(["dynamodb:Query"], f"{on.storage.core.table_arn}/index/{BY_ALBUM_OR_BIN}")
        self.allow_table(on.storage.ephemeral, "UpdateItem")
        read = [parameters.public_url, parameters.signing_key, parameters.cursor_key, private_half(self, "*")]
        self.allow(["ssm:GetParameters"], *map(ParameterNames.arn, read))
        self.allow(["secretsmanager:GetSecretValue"], on.origin_proof.secret_arn)
