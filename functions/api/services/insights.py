"""What is viewed, and what it costs."""

from functools import cached_property
from typing import TYPE_CHECKING

from functions.api.services.library import LibraryParts

if TYPE_CHECKING:
    from pixelflare.analytics import RollupReader
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
