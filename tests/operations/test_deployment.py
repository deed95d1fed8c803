"""What `make deploy` asks of the CDK."""

import subprocess

from tests.assembly import ROOT


def test_every_stack_is_deployed_although_its_template_is_the_same() -> None:
    """The CDK skips a stack whose template is as before; a value that it reads from another stack may have changed."""
    told = subprocess.run(["make", "--dry-run", "deploy"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    (command,) = [line for line in told.splitlines() if "/cdk deploy " in line]
    assert "--all --force" in command
