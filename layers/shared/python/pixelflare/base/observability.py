"""Structured logs and metrics; one line an outcome. Service name and level come from POWERTOOLS_SERVICE_NAME and LOG_LEVEL."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger()
metrics = Metrics()


def count(outcome: str, value: int = 1) -> None:
    """Add to a metric that is named by its outcome, like VariantRendered."""
    metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=value)
