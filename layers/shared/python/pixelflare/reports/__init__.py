"""Reports of what should not be shown: who sends one needs no account, and an operator decides (pixelflare.takedowns)."""

from pixelflare.reports.send import ReportServices, send_report
from pixelflare.reports.store import ReportStore, report_resource

__all__ = ["ReportServices", "ReportStore", "report_resource", "send_report"]
