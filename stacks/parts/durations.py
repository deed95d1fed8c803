"""Python's durations as the CDK's."""

from datetime import timedelta

from aws_cdk import Duration


def duration(time: timedelta) -> Duration:
    """In whole seconds, which CloudFormation takes."""
    return Duration.seconds(int(time.total_seconds()))
