"""`first_answer.py MODULE EVENT RUNTIME`: in a fresh interpreter, what importing a handler and its first answer cost.

Prints milliseconds of this process's CPU time as JSON. CPU time, because the emulator's own speed is not Lambda's.
What Lambda's own runtime has loaded before it looks at a handler is loaded before the clock runs: RUNTIME says where
that runtime lies.
"""

import importlib
import json
import sys
import time


class Context:
    function_name = "benchmark"
    memory_limit_in_mb = "1024"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:benchmark"
    aws_request_id = "benchmark"


def load_runtime(folder: str) -> None:
    """Import AWS's runtime client, and nothing else of that folder."""
    sys.path.append(folder)
    importlib.import_module("awslambdaric.bootstrap")
    sys.path.remove(folder)


def main() -> None:
    load_runtime(sys.argv[3])
    module, event = sys.argv[1], json.loads(sys.argv[2])
    started = time.process_time()
    handler = importlib.import_module(module).lambda_handler
    imported = time.process_time()
    answer = handler(event, Context())
    answered = time.process_time()
    result = {
        "import": (imported - started) * 1000,
        "answer": (answered - imported) * 1000,
        "status": answer["statusCode"],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
