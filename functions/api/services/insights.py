"""What is viewed, and what it costs."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.api.services.library import LibraryParts

if TYPE_CHECKING:
    from pixelflare.analytics import RollupReader
    from pixelflare.brake import BrakeControl, BrakeStore, Thresholds
    from pixelflare.costs import CostQuestions


class InsightServices(LibraryParts):
    @cached_property
    def rollups(self) -> "RollupReader":
        from pixelflare.analytics import RollupReader

        return RollupReader(self._derived)

    @cached_property
    def costs(self) -> "CostQuestions":
        from pixelflare.costs import CostQuestions, CostRecords

        return CostQuestions(CostRecords(self._derived), self.rollups, self.sentence_counts)

    @cached_property
    def brake_store(self) -> "BrakeStore":
        from pixelflare.brake import BrakeStore

        return BrakeStore(self._core)

    @cached_property
    def brake_thresholds(self) -> "Thresholds":
        from pixelflare.brake import Thresholds

        return Thresholds(self.env.brake_stored_only, self.env.brake_no_uploads)

    @cached_property
    def brake_control(self) -> "BrakeControl":
        from pixelflare.aws.topics import Topic
        from pixelflare.brake import BrakeControl

        return BrakeControl(
            self.brake_store,
            thresholds=self.brake_thresholds,
            announcer=Topic(self.env.alarm_topic),
            audit=self.audit_log,
            by="PUT /v1/admin/brake",
        )
