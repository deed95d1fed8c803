"""One process that asks functions/cdn for one path: imports, says `ready`, waits for a line, answers."""

import base64
import json
import sys

from functions.cdn.handler import lambda_handler
from tests.lambda_events import Context, http_event

if __name__ == "__main__":
    print("ready", flush=True)
    path = sys.stdin.readline().strip()
    answer = lambda_handler(
        http_event("GET", path, headers={"cloudfront-viewer-address": "203.0.113.9:1"}), Context("cdn")
    )
    body = base64.b64decode(answer["body"])
    print(json.dumps({"answer": [answer["statusCode"], answer["headers"].get("ETag"), body.hex()]}), flush=True)
