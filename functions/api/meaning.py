"""Search by meaning, where an installation has it."""

from pixelflare.aws.embeddings import BedrockEmbeddings
from pixelflare.aws.vectors import S3Vectors
from pixelflare.catalog import ImageStore
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.search import MeaningSearch, SentenceCounts
from schema.env.api import ApiEnv
from schema.env.base import OFF


def meaning_search(
    env: ApiEnv, *, images: ImageStore, limiter: RateLimiter, counts: SentenceCounts
) -> MeaningSearch | None:
    """None where it is off."""
    if env.meaning_index == OFF:
        return None
    limit = Limit("meaning", env.meaning_per_hour)
    return MeaningSearch(BedrockEmbeddings(), S3Vectors(env.meaning_index), images, limiter, limit, counts)
