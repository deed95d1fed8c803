"""The brake as the API shows it."""

from datetime import datetime
from typing import Any

from pixelflare.brake.control import Thresholds
from pixelflare.brake.state import in_month, level_at, month_end
from schema.brake import BrakeLevel, BrakeReport, BrakeResource, BrakeState, BrakeStepResource


def resource_of(level: BrakeLevel, *, now: datetime) -> BrakeResource:
    return BrakeResource(**_shown(level, now))


def report_of(state: BrakeState | None, thresholds: Thresholds, *, now: datetime) -> BrakeReport:
    current = in_month(state, now)
    return BrakeReport(
        **_shown(level_at(current, now), now),
        month=current.month,
        counted=current.counted,
        held=current.held,
        estimated=current.estimated,
        billed=current.billed,
        counted_at=current.counted_at,
        stored_only_dollars=thresholds.stored_only,
        no_uploads_dollars=thresholds.no_uploads,
        steps=[BrakeStepResource(**step.model_dump()) for step in current.steps],
    )


def _shown(level: BrakeLevel, now: datetime) -> dict[str, Any]:
    return {
        "level": level.value,
        "makes_variants": level < BrakeLevel.STORED_ONLY,
        "takes_uploads": level < BrakeLevel.NO_UPLOADS,
        "ends_at": None if level is BrakeLevel.OFF else month_end(now),
    }
