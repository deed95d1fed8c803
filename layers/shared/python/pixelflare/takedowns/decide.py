"""An operator's decision on a report. What is taken down is so when this returns, and reopening a report undoes it."""

from datetime import datetime

from pixelflare.base.errors import InvalidRequest, NotFound
from pixelflare.moderation import ReviewServices, take_down, undo_takedown
from pixelflare.reports import ReportStore
from pixelflare.sharing import SharingServices, set_taken_down
from schema.reports import DecideReport, Report, ReportDecision, ReportState, ReportSubject

_STATES = {
    ReportDecision.TAKE_DOWN: ReportState.TAKEN_DOWN,
    ReportDecision.DISMISS: ReportState.DISMISSED,
    ReportDecision.REOPEN: ReportState.OPEN,
}


def decide_report(
    report_id: str,
    request: DecideReport,
    *,
    reports: ReportStore,
    review: ReviewServices,
    sharing: SharingServices,
    now: datetime,
) -> Report:
    """Viewers first, then the report: a call that ends halfway leaves it as it was, and can be repeated.

    Raises NotFound (no such report, or what it is about is gone), InvalidRequest, ChangedMeanwhile, Unavailable.
    """
    report = reports.find(report_id)
    if report is None:
        raise NotFound(f"no report {report_id}")
    state = _STATES[request.decision]
    if state is ReportState.TAKEN_DOWN:
        _take_down(report, request.reason, review, sharing, now=now)
    elif report.state is ReportState.TAKEN_DOWN:
        _undo(report, review, sharing, now=now)
    if report.state is state and report.reason == request.reason:
        return report
    return reports.decide(report, state, reason=request.reason, now=now)


def _take_down(
    report: Report, reason: str | None, review: ReviewServices, sharing: SharingServices, *, now: datetime
) -> None:
    if reason is None:
        raise InvalidRequest("say the reason, which the owner reads")
    match report.subject:
        case ReportSubject.IMAGE:
            take_down(report.subject_id, reason, review, now=now)
        case ReportSubject.SHARE:
            set_taken_down(report.owner, report.subject_id, reason, services=sharing, now=now)
        case ReportSubject.PROFILE:
            raise InvalidRequest("take down the pictures of a profile one by one, or suspend its owner")


def _undo(report: Report, review: ReviewServices, sharing: SharingServices, *, now: datetime) -> None:
    if report.subject is ReportSubject.IMAGE:
        undo_takedown(report.subject_id, review, now=now)
    else:
        set_taken_down(report.owner, report.subject_id, None, services=sharing, now=now)
