"""Powertools' Tracer. Imported by an installation that is traced only: X-Ray's library takes long to load."""

from aws_lambda_powertools import Tracer

from pixelflare.base.observability import Handler

tracer = Tracer(patch_modules=["botocore"])


def traced(handler: Handler) -> Handler:
    """Calls of the handler, and its calls to AWS, as segments. Answers and exceptions stay out: they may hold secrets."""
    followed: Handler = tracer.capture_lambda_handler(handler, capture_response=False, capture_error=False)
    return followed
