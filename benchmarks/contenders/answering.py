"""A contender's side of the talk: a line asks for a kind of work on a file, a line says what it took.

CPU is that of all threads of the process.
"""

import base64
import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Bodies = dict[str, bytes]
"""Results by what they are."""
Prepare = Callable[[bytes], Callable[[], Bodies]]
"""From the file's bytes to the work that is measured."""


def answer(kinds: Mapping[str, Prepare]) -> None:
    """Works off standard input until it ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        work = kinds[asked["what"]](Path(asked["path"]).read_bytes())
        cpu, wall = time.process_time(), time.perf_counter()
        bodies = work()
        answered = {"cpu_ms": (time.process_time() - cpu) * 1000, "wall_ms": (time.perf_counter() - wall) * 1000}
        kept = {name: base64.b64encode(body).decode() for name, body in bodies.items()} if asked["keep"] else {}
        print(json.dumps({**answered, "bodies": kept}), flush=True)
