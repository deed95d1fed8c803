"""What the dashboard shows of everything together. A line for each function would leave what is free (docs/decisions/0078)."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_

from stacks.parts.alarms import FIVE_MINUTES, Graphs

DISTRIBUTIONS = "{AWS/CloudFront,DistributionId,Region}"
"""A search finds them by their dimensions: the stack of the functions does not know the distributions above it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
"""

IN_COMMON: Graphs = {
    "5xx of the distributions (%)": [
        cloudwatch.MathExpression(
            expression=f"""SEARCH('{DISTRIBUTIONS} MetricName="5xxErrorRate"', 'Average', 300)""",
            label="",  # each is called by its id
            period=FIVE_MINUTES,
        )
    ],
    "Errors of all functions": [lambda_.Function.metric_all_errors(label="errors")],
    "Throttled calls": [lambda_.Function.metric_all_throttles(label="throttles")],
}
"""The account's other functions and distributions count as well, as in the alarm `Throttles`."""
