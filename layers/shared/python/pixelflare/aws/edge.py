"""The distribution's cache: what must no longer be answered from it."""

import secrets
from collections.abc import Sequence

from pixelflare.aws.clients import client
from pixelflare.aws.parameters import Parameters


class Edge:
    """Knows the distribution by the name of the parameter that holds its id: the functions exist before it does."""

    def __init__(self, distribution_id_parameter: str, *, parameters: Parameters) -> None:
        self._distribution_id_parameter = distribution_id_parameter
        self._parameters = parameters

    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None:
        """Invalidate everything that carries one of the cache tags or lies on one of the paths (`*` at the end: below it).

        Each call is a new invalidation: CloudFront would take an equal CallerReference for a repeat and do nothing.
        """
        items = [*(f"#{tag}" for tag in tags), *paths]
        client("cloudfront").create_invalidation(
            DistributionId=self._parameters.value(self._distribution_id_parameter),
            InvalidationBatch={
                "Paths": {"Quantity": len(items), "Items": items},
                "CallerReference": secrets.token_hex(16),
            },
        )
