"""`make accept`: bootstrap, deploy, use, change, deploy again, use, destroy; with the real CDK, on an emulator."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.synth import SOURCES, WITHOUT_VALIDATION
from operations.deployment import Deployment, deployment_of
from operations.publish import publish
from operations.secret_parameters import make_missing, missing
from stacks.parts.edge_code import ESBUILD
from tests.accept import exchange, mails
from tests.accept.emulator import emulator, prune
from tests.accept.journey import Person, key_and_bulk, main_job, signed_in, the
from tests.assembly import ROOT

WORK = ROOT / ".cache" / "accept"
SOURCE, ASSEMBLY = WORK / "source", WORK / "assembly"
HOST_LAYER = ROOT / ".cache" / "layer-host" / "python"
EMULATOR = WORK / "venv" / "bin" / "ministack"
CDK_SECONDS = 900

CHANGED_TITLE = "Pixelflare, changed"
# As `make deploy` does.
DEPLOY = ("deploy", "--app", str(ASSEMBLY), "--all", "--force", "--require-approval", "never", "--progress", "events")


def copy_sources() -> None:
    """What synthesis needs, apart from the checkout, so that the change is not made there."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    for name in SOURCES:
        here, there = ROOT / name, SOURCE / name
        there.parent.mkdir(parents=True, exist_ok=True)
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__", "build"))
        else:
            shutil.copy(here, there)
    shutil.copytree(HOST_LAYER, SOURCE / "layers" / "deps" / "build" / "python")
    (SOURCE / ESBUILD).parent.mkdir()
    (SOURCE / ESBUILD).symlink_to(ROOT / ESBUILD)


def change_code() -> None:
    """One function changes, one is exchanged for another, and so does the layer that all functions share."""
    exchange.exchange(SOURCE)
    with (SOURCE / "functions/gateway/handler.py").open("a") as handler:
        handler.write("\n# changed\n")
    document = SOURCE / "schema/openapi.json"
    content = json.loads(document.read_text())
    content["info"]["title"] = CHANGED_TITLE
    document.write_text(json.dumps(content))


def synthesize(cdk: Callable[..., None], *settings: str) -> None:
    shutil.rmtree(ASSEMBLY, ignore_errors=True)
    cdk("synth", "--quiet", "--output", str(ASSEMBLY), *settings)
    for file in ASSEMBLY.glob("*.template.json"):
        file.write_text(json.dumps(prune(json.loads(file.read_text()))))


def cdk_command(command: Path, url: str) -> Callable[..., None]:
    """The CDK's command line, speaking to the emulator; raises CalledProcessError or TimeoutExpired."""
    environment = {
        **os.environ,
        # cdk.json looks into .venv for Python; the copy of the sources has none.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f".{os.pathsep}layers/shared/python",
        "AWS_ENDPOINT_URL": url,
        "CDK_HOME": str(WORK / "cdk"),  # it remembers accounts by access key there
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        **WITHOUT_VALIDATION,  # tests/stacks/test_rule_sets.py judges the templates
    }

    def cdk(*arguments: str) -> None:
        log = WORK / f"cdk-{arguments[0]}.log"
        with log.open("w") as output:
            done = subprocess.run(
                [command, *arguments],
                cwd=SOURCE,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=CDK_SECONDS,
            )
        if done.returncode:
            raise AssertionError(f"cdk {arguments[0]} ended with {done.returncode}:\n{log.read_text()[-3000:]}")

    return cdk


def title(person: Person) -> str:
    return str(person.call("GET", "/openapi.json").json()["info"]["title"])


def code_hash(deployment: Deployment, function: str) -> str:
    name = deployment.physical_name(the(deployment, "AWS::Lambda::Function", function))
    return str(deployment.client("lambda").get_function_configuration(FunctionName=name)["CodeSha256"])


def is_deployed(deployment: Deployment, stack: str) -> bool:
    try:
        found = deployment.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except ClientError as gone:
        if "does not exist" not in str(gone):
            raise
        return False
    return any(each["StackStatus"] != "DELETE_COMPLETE" for each in found)


def accept(cdk: Callable[..., None], url: str) -> None:
    """Every step; raises AssertionError at the first that goes wrong."""
    copy_sources()
    step("synth", synthesize, cdk)
    step("bootstrap", cdk, "bootstrap", "--app", str(ASSEMBLY))
    deployment = deployment_of(ASSEMBLY)
    step("keys", make_missing, deployment)
    assert missing(deployment) == []
    step("deploy", cdk, *DEPLOY)
    exchange.nothing_exported(deployment)
    step("publish", publish, deployment, root=ROOT)
    person = signed_in(deployment, url)
    step("the main job, the API's half", main_job, deployment, person)
    step("an API key, and many at once", key_and_bulk, person)
    change(cdk, deployment, person)
    step("destroy", cdk, "destroy", "--app", str(ASSEMBLY), "--all", "--force")
    assert not [stack.name for stack in deployment.assembly.stacks if is_deployed(deployment, stack.name)]


def change(cdk: Callable[..., None], deployment: Deployment, person: Person) -> None:
    """A later deployment, which takes a function away and switches mails on; raises AssertionError."""
    hashes = code_hash(deployment, "Gateway"), code_hash(deployment, "VariantConsumer")
    before, pool, path = (
        exchange.behind(deployment, exchange.OLD),
        mails.pool_of(deployment),
        exchange.stored_path(person),
    )
    step("the function behind the distribution answers", exchange.answers, person.url, before, path)
    assert title(person) != CHANGED_TITLE

    change_code()
    step("synth after a change", synthesize, cdk, "-c", f"ses_identity={mails.IDENTITY}")
    changed = deployment_of(ASSEMBLY)
    step("the sender of mails is verified first", mails.verify_sender, changed)
    step("deploy again", cdk, *DEPLOY)
    assert hashes[0] != code_hash(changed, "Gateway"), "the changed function was not deployed"
    assert hashes[1] == code_hash(changed, "VariantConsumer"), "a function that was not changed was deployed"
    assert title(person) == CHANGED_TITLE, "the changed layer is not in use"
    assert len(person.call("GET", "/v1/images").json()["data"]) == 1, "the records did not survive"
    after = exchange.behind(changed, exchange.NEW)
    step("that function is gone", exchange.exchanged, before, after, changed)
    step("another answers in its place", exchange.answers, person.url, after, path)
    step("mails come from the identity", mails.sends_codes, changed, pool)


def step(name: str, action: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    started = time.monotonic()
    action(*arguments, **named)
    print(f"ok  {name} ({time.monotonic() - started:.1f} s)", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.accept", description=__doc__)
    parser.add_argument("--cdk", type=Path, required=True, help="the CDK's command")
    command = parser.parse_args().cdk.resolve()
    WORK.mkdir(parents=True, exist_ok=True)
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_REGION="us-east-1")
    os.environ.pop("AWS_PROFILE", None)
    with emulator(EMULATOR, folder=WORK) as url:
        os.environ["AWS_ENDPOINT_URL"] = url
        accept(cdk_command(command, url), url)
    print("Accepted")


if __name__ == "__main__":
    main()
