"""Structured logs and metrics, with one line for each outcome. POWERTOOLS_SERVICE_NAME and LOG_LEVEL set name and
level."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from pixelflare.base.redaction import redacted
from schema.env.tracing import is_traced

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


class RedactingFormatter(LambdaPowertoolsFormatter):
    """Redacts every log line, including exceptions."""

    def serialize(self, log: Any) -> str:
        return super().serialize(redacted(log))


logger = Logger(logger_formatter=RedactingFormatter())
metrics = Metrics()


def count(outcome: str, value: int = 1) -> None:
    """Adds to a metric that is named by its outcome, like VariantRendered."""
    metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=value)


def count_for_all(outcome: str, *, of: str) -> None:
    """Adds to a metric that all functions share, so that one alarm watches it."""
    with single_metric(name=outcome, unit=MetricUnit.Count, value=1, default_dimensions={"service": of}):
        pass


def observed(handler: Handler) -> Handler:
    """Adds Lambda's own fields to every log line of a call, and writes the call's metrics at its end.

    Powertools' own decorator for metrics warns at each call without metrics, which is most calls here.
    """

    @wraps(handler)
    def call(event: dict[str, Any], context: Any) -> dict[str, Any]:
        try:
            return handler(event, context)
        finally:
            if metrics.metric_set:
                metrics.flush_metrics()

    decorated: Handler = logger.inject_lambda_context(call, clear_state=True)
    if not is_traced():
        return decorated
    from pixelflare.base.tracing import traced  # X-Ray's library, which other installations never load

    return traced(decorated)
