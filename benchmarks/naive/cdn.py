"""functions/cdn, entered naively."""

import benchmarks.naive.clients  # noqa: F401, I001 - before everything that takes a client

import jwt  # noqa: F401
import PIL.Image
from aws_lambda_powertools import Tracer
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver  # noqa: F401

from functions.cdn import handler

PIL.Image.init()
tracer = Tracer(service="naive")
lambda_handler = tracer.capture_lambda_handler(handler.lambda_handler)
