"""`cdn_server PORT READY [KEPT]`: functions/cdn behind HTTP, one event at a time, as one Lambda environment has it.

With KEPT, a file of benchmarks.memory_stores, its tables and buckets are dictionaries; otherwise AWS_ENDPOINT_URL's.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks import events, memory_stores
from functions.cdn import handler, services


def main() -> None:
    port, ready = int(sys.argv[1]), Path(sys.argv[2])
    if len(sys.argv) > 3:
        memory_stores.use(Path(sys.argv[3]), services)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            ready.write_text(json.dumps({"url": f"http://127.0.0.1:{port}"}))
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        event = events.http(scope["method"], scope["path"], headers={})
        answer = handler.lambda_handler(event, events.Context())
        body = answer.get("body") or ""
        sent = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
        headers = [(name.lower().encode(), value.encode()) for name, value in answer.get("headers", {}).items()]
        headers.append((b"content-length", str(len(sent)).encode()))
        await send({"type": "http.response.start", "status": answer["statusCode"], "headers": headers})
        await send({"type": "http.response.body", "body": sent})

    uvicorn.run(application, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="warning")


if __name__ == "__main__":
    main()
