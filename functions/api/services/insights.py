"""What is viewed, and what it costs."""

from functools import cached_property

from functions.api.services.library import LibraryParts
from pixelflare.analytics import RollupReader
from pixelflare.costs import CostQuestions, CostRecords


class InsightServices(LibraryParts):
    @cached_property
    def rollups(self) -> RollupReader:
        return RollupReader(self._derived)

    @cached_property
    def costs(self) -> CostQuestions:
        return CostQuestions(CostRecords(self._derived), self.rollups)
