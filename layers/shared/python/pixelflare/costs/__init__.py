"""What things cost: receipts from counted work, at the list prices of schema.prices."""

from pixelflare.costs.questions import CostQuestions
from pixelflare.costs.receipt import amount_of, bill_of, forecast_of, lines_of, total_of
from pixelflare.costs.records import CostRecord, CostRecords
from pixelflare.costs.storage import storage_points
from pixelflare.costs.usage import Month, Usage, added, month_of, used_by_record, used_by_views

__all__ = [
    "CostQuestions",
    "CostRecord",
    "CostRecords",
    "Month",
    "Usage",
    "added",
    "amount_of",
    "bill_of",
    "forecast_of",
    "lines_of",
    "month_of",
    "storage_points",
    "total_of",
    "used_by_record",
    "used_by_views",
]
