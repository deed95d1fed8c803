"""Purges the caches of the distributions: that of the installation, and perhaps that of custom domains."""

import secrets
from collections.abc import Sequence

from pixelflare.aws.clients import client
from pixelflare.aws.outages import outages_are_unavailable
from pixelflare.aws.parameters import Parameters


class Edge:
    """Finds the distributions by the name of the parameter with their ids, because the functions exist before them."""

    def __init__(self, distribution_id_parameter: str, *, parameters: Parameters) -> None:
        self._distribution_id_parameter = distribution_id_parameter
        self._parameters = parameters

    @outages_are_unavailable("the edge")
    def purge(self, *, tags: Sequence[str] = (), paths: Sequence[str] = ()) -> None:
        """Purges everything with one of the cache tags or on one of the paths (`*` at the end: below it).

        Each call is a new invalidation. CloudFront ignores one with the CallerReference of an earlier one.
        Raises Unavailable, also when too many invalidations are in progress.
        """
        items = [*(f"#{tag}" for tag in tags), *paths]
        for distribution in self._parameters.value(self._distribution_id_parameter).split():
            client("cloudfront").create_invalidation(
                DistributionId=distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(items), "Items": items},
                    "CallerReference": secrets.token_hex(16),
                },
            )
