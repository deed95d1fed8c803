"""Many processes miss one variant at the same moment."""

import json
import os
import subprocess
import sys
from io import BytesIO

from PIL import Image

from local.assembly import read_assembly
from local.provisioned import Provisioned
from tests.assembly import ROOT, assembly_dir
from tests.photographs import phone_jpeg
from tests.system.runtime import Runtime, User

PROCESSES = 20


def test_twenty_parallel_misses_cost_one_encoding_and_give_twenty_pictures(runtime: Runtime, user: User) -> None:
    image = user.upload(phone_jpeg())
    # Not an AVIF: whoever came late would ask for a provisional one again, and have it made anew.
    path = f"/{image['owner']}/default/beach.jpg/w1024.jpg"
    outputs = _asked_at_once(path, [_waiting_process(runtime) for _ in range(PROCESSES)])

    answers = [json.loads(line)["answer"] for output in outputs for line in output.splitlines() if '"answer"' in line]
    assert len(answers) == PROCESSES
    assert {status for status, _, _ in answers} == {200}
    assert len({(etag, body) for _, etag, body in answers}) == 1
    with Image.open(BytesIO(bytes.fromhex(answers[0][2]))) as picture:
        picture.load()
        assert (picture.format, picture.width) == ("JPEG", 1024)
    assert sum('"VariantMadeOnDemand":[' in output for output in outputs) == 1


def _asked_at_once(path: str, processes: list["subprocess.Popen[str]"]) -> list[str]:
    try:
        assert [process.stdout.readline() for process in processes] == ["ready\n"] * len(processes)
        for process in processes:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
        return [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()


def _waiting_process(runtime: Runtime) -> "subprocess.Popen[str]":
    settings = {
        "AWS_ENDPOINT_URL": runtime.endpoint_url,
        **runtime.credentials(),
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONPATH": f".{os.pathsep}layers/shared/python",
    }
    variables = Provisioned(read_assembly(assembly_dir()), "localhost").environment("cdn")
    return subprocess.Popen(
        [sys.executable, "-m", "tests.system.one_miss"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | variables | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
