"""functions/api, entered naively."""

import benchmarks.naive.clients  # noqa: F401, I001 - before everything that takes a client

import cryptography.hazmat.primitives.asymmetric.rsa  # noqa: F401
import jwt  # noqa: F401
import PIL.Image  # noqa: F401
from aws_lambda_powertools import Tracer

from functions.api import handler
from functions.api.app import ROUTE_FILES

ROUTE_FILES.whole_app()  # every route, as where all of them are imported on top
tracer = Tracer(service="naive")
lambda_handler = tracer.capture_lambda_handler(handler.lambda_handler)
