"""`make fuzz`'s part for files and addresses: many mutations, each kind in a process of its own under hard limits.

`python -m tests.fuzz --examples 20000 --seed 7`. What makes a process fail, crash or hang lies in .cache/fuzz afterwards,
with the command that tries it again.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from schema.addresses.option_values import ALIASES, PARSERS
from tests.fuzz import targets
from tests.fuzz.addresses import VENDORS_ADDRESSES, changed_address, some_address
from tests.fuzz.mutations import mutated, some_mutations
from tests.fuzz.seeds import seeds

FOUND = Path(__file__).resolve().parents[2] / ".cache" / "fuzz"
MAX_MEMORY_BYTES = 1 << 30
"""Above what is mapped at the start; small files take some megabytes, a canvas of 64 megapixels 256."""
MAX_CPU_SECONDS = 10.0
"""For one example."""
MAX_SILENT_SECONDS = 600
_SHARE = {"image/heic": 200}
"""One in so many examples, where each one costs a process."""
_TEXTS = {"options": targets.ask, "vendors": targets.move_in}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=5_000, help="of each kind")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--kind", choices=[*seeds(), *_TEXTS], help="run one kind, in this process")
    parser.add_argument("--file", type=Path, help="try one file again, with --kind")
    asked = parser.parse_args(arguments)
    if asked.file:
        print("kept" if targets.take_in(asked.file.read_bytes(), asked.kind) else "refused")
        return 0
    if asked.kind:
        return _run(asked.kind, asked.examples, asked.seed)
    print(f"seed {asked.seed}", flush=True)
    failed = [kind for kind in (*seeds(), *_TEXTS) if not _ran_well(kind, asked.examples, asked.seed)]
    return 1 if failed else 0


def _ran_well(kind: str, examples: int, seed: int) -> bool:
    """Whether a process of its own got through."""
    command = [sys.executable, "-m", "tests.fuzz", "--kind", kind, "--seed", str(seed), "--examples", str(examples)]
    try:
        status = subprocess.run(command, stderr=subprocess.DEVNULL, timeout=MAX_SILENT_SECONDS + examples).returncode
    except subprocess.TimeoutExpired:
        status = -1
    if status not in (0, 1):  # 1 has told it all itself
        print(f"{kind}: died with {status}; try again: --kind {kind} --file {_trial(kind)}", flush=True)
    return status == 0


def _run(kind: str, examples: int, seed: int) -> int:
    """0 when every example ended as it may."""
    warnings.simplefilter("ignore")
    FOUND.mkdir(parents=True, exist_ok=True)
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (mapped + MAX_MEMORY_BYTES,) * 2)
    examples = max(1, examples // _SHARE.get(kind, 1))
    faults, kept, slowest, start = 0, 0, 0.0, time.monotonic()
    for example in range(examples):
        began = time.process_time()
        is_kept, fault = _tried(kind, random.Random(f"{kind} {seed} {example}"))
        taken = time.process_time() - began
        if fault or taken > MAX_CPU_SECONDS:
            faults += 1
            saved = _trial(kind).rename(FOUND / f"{kind.replace('/', '-')}-{seed}-{example}")
            print(f"{kind}: {fault or f'{taken:.0f} s'}; try again: --kind {kind} --file {saved}", flush=True)
        kept, slowest = kept + is_kept, max(slowest, taken)
    elapsed = time.monotonic() - start
    print(f"{kind}: {examples} in {elapsed:.0f} s, {kept} kept, slowest {slowest:.2f} s, {faults} faults", flush=True)
    return 1 if faults else 0


def _tried(kind: str, dice: random.Random) -> tuple[bool, str]:
    """Whether the example was kept, and what went wrong. It lies in a file before it is tried: it may crash us."""
    if kind in _TEXTS:
        names = [*PARSERS, *ALIASES]
        text = some_address(names, dice) if kind == "options" else changed_address(dice.choice(VENDORS_ADDRESSES), dice)
        _trial(kind).write_text(text, errors="surrogatepass")
        return True, _fault(lambda: _TEXTS[kind](text))
    everything = [data for files in seeds().values() for data in files]
    data = mutated(dice.choice(seeds()[kind]), some_mutations(dice), others=everything)
    _trial(kind).write_bytes(data)
    kept: list[bool] = []
    fault = _fault(lambda: kept.append(targets.take_in(data, kind)))
    return kept == [True], fault


def _fault(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except Exception as fault:  # noqa: BLE001 - the top of this program: every fault is to be told
        return " ".join(traceback.format_exception_only(fault)[-1].split()) + f" ({_where(fault)})"
    return ""


def _where(fault: BaseException) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:])


def _trial(kind: str) -> Path:
    return FOUND / f"trying-{kind.replace('/', '-')}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
