"""Images, albums and tags, and how they are found."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.api.services.identity import IdentityServices
from pixelflare.aws.queues import Queue
from pixelflare.rate_limits import RateLimiter
from schema.env.base import OFF

if TYPE_CHECKING:
    from pixelflare.catalog import AlbumStore, BinStore, ImageListing, ImageStore, OriginStore, TagStore
    from pixelflare.moderation import ModerationStore
    from pixelflare.reports import ReportStore
    from pixelflare.search import DuplicateFinder, MeaningSearch, MonthCounts, Postings, SearchEngine, SentenceCounts
    from pixelflare.vision import RecognitionServices


class CatalogServices(IdentityServices):
    @cached_property
    def origins(self) -> "OriginStore":
        from pixelflare.catalog import OriginStore

        return OriginStore(self._core)

    @cached_property
    def images(self) -> "ImageStore":
        from pixelflare.catalog import ImageStore

        return ImageStore(self._core)

    @cached_property
    def listing(self) -> "ImageListing":
        from pixelflare.catalog import ImageListing

        return ImageListing(self._core, cursors=self.cursors)

    @cached_property
    def bin(self) -> "BinStore":
        from pixelflare.catalog import BinStore

        return BinStore(self._core)

    @cached_property
    def albums(self) -> "AlbumStore":
        from pixelflare.catalog import AlbumStore

        return AlbumStore(self._core)

    @cached_property
    def tags(self) -> "TagStore":
        from pixelflare.catalog import TagStore

        return TagStore(self._core)

    @cached_property
    def moderations(self) -> "ModerationStore":
        from pixelflare.moderation import ModerationStore

        return ModerationStore(self._core)

    @cached_property
    def reports(self) -> "ReportStore":
        from pixelflare.reports import ReportStore

        return ReportStore(self._core)

    @cached_property
    def search(self) -> "SearchEngine":
        from pixelflare.search import SearchEngine

        return SearchEngine(self.postings, images=self.images, cursors=self.cursors)

    @cached_property
    def postings(self) -> "Postings":
        from pixelflare.search import Postings

        return Postings(self._derived)

    @cached_property
    def meaning(self) -> "MeaningSearch | None":
        from functions.api.meaning import meaning_search

        return meaning_search(
            self.env, images=self.images, limiter=RateLimiter(self._ephemeral), counts=self.sentence_counts
        )

    @cached_property
    def sentence_counts(self) -> "SentenceCounts":
        from pixelflare.search import SentenceCounts

        return SentenceCounts(self._core)

    @cached_property
    def duplicates(self) -> "DuplicateFinder":
        from pixelflare.search import DuplicateFinder

        return DuplicateFinder(self._derived, images=self.images, cursors=self.cursors)

    @cached_property
    def months(self) -> "MonthCounts":
        from pixelflare.search import MonthCounts

        return MonthCounts(self._derived)

    @cached_property
    def recognition(self) -> "RecognitionServices":
        from pixelflare.vision import (
            AnalysisAllowance,
            ContentAnalyses,
            RecognitionServices,
            RecognitionStore,
            Thresholds,
        )

        thresholds = Thresholds(self.env.ai_thresholds)
        allowance = AnalysisAllowance(RateLimiter(self._ephemeral), per_month=self.env.classifications_per_month)
        return RecognitionServices(
            self.images, RecognitionStore(self._core), ContentAnalyses(self._core), thresholds, allowance
        )

    @cached_property
    def classification_queue(self) -> Queue | None:
        url = self.env.classification_queue_url
        return None if url == OFF else Queue(url)
