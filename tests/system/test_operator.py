"""An operator under `make run`: the user `operator`, and the commands with LOCAL=yes."""

import os
import subprocess
import sys

from tests.assembly import ROOT
from tests.system.runtime import Runtime, User


def command(runtime: Runtime, owner: str, *arguments: str) -> str:
    """What `make plan`, `make suspend` and `make resume` run with LOCAL=yes."""
    variables = {"AWS_ENDPOINT_URL": runtime.endpoint_url, "AWS_DEFAULT_REGION": "us-east-1"} | runtime.credentials()
    run = [sys.executable, "-m", "operations.owners", "--local", "--owner", owner, *arguments]
    done = subprocess.run(run, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_operator_decides_over_http_and_nobody_else_does(runtime: Runtime, user: User) -> None:
    owner = user.call("GET", "/usage").json()["owner"]
    operator = runtime.user("operator")

    assert user.call("PUT", f"/admin/owners/{owner}/plan", {"plan": "pro"}).status_code == 403
    assert operator.call("PUT", f"/admin/owners/{owner}/plan", {"plan": "pro"}).status_code == 200
    assert user.call("GET", "/usage").json()["plan"]["tier"] == "pro"
    assert operator.call("GET", "/admin/costs").json()["scope"] == "installation"
    assert user.call("GET", "/admin/costs").status_code == 403


def test_commands_decide_in_the_running_cloud(runtime: Runtime, user: User) -> None:
    owner = user.call("GET", "/usage").json()["owner"]

    assert "has the plan starter" in command(runtime, owner, "--plan", "starter")
    assert "is suspended" in command(runtime, owner, "--suspend", "--reason", "a try")
    shown = user.call("GET", "/usage").json()
    assert (shown["plan"]["tier"], shown["suspended"]["reason"]) == ("starter", "a try")
    assert "may change things again" in command(runtime, owner, "--resume")
    assert user.call("GET", "/usage").json()["suspended"] is None
