"""`bare_server PORT BODY READY`: one body for every request, by uvicorn without any application around it."""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn


def main() -> None:
    port, body, ready = int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), Path(sys.argv[3])
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"image/avif"), (b"content-length", str(len(body)).encode())],
    }
    end = {"type": "http.response.body", "body": body}

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            ready.write_text(json.dumps({"url": f"http://127.0.0.1:{port}/"}))
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
        else:
            await send(start)
            await send(end)

    uvicorn.run(application, host="127.0.0.1", port=port, loop="uvloop", http="httptools", log_level="warning")


if __name__ == "__main__":
    main()
