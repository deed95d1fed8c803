"""`first_answer.py MODULE EVENT`: in a fresh interpreter, what importing a handler and its first answer cost.

Prints milliseconds of this process's CPU time as JSON. CPU time, because the emulator's own speed is not Lambda's.
Imports nothing before the clock runs that a handler might import, but what Lambda's runtime itself has loaded.
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


def main() -> None:
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
