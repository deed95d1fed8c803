"""The trust policy in the documentation, against the workflow that has to pass it.

https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
"""

import json
import re
from typing import Any

import pytest
import yaml

from tests.assembly import ROOT

ISSUER = "token.actions.githubusercontent.com"
IDS = {"OWNER_ID": "123456", "REPOSITORY_ID": "456789"}


@pytest.fixture(scope="module")
def conditions() -> dict[str, Any]:
    """What the documented policy demands of a token."""
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "deploying.md").read_text(), re.DOTALL)
    (policy,) = [json.loads(block) for block in blocks if "AssumeRoleWithWebIdentity" in block]
    assert list(policy["Condition"]) == ["StringEquals"]
    return dict(policy["Condition"]["StringEquals"])


@pytest.mark.parametrize("repository", ["octocat/my-repo", "octocat@123456/my-repo@456789"])
def test_both_forms_of_a_repositorys_name_are_let_in(repository: str, conditions: dict[str, Any]) -> None:
    deploy = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text())["jobs"]["deploy"]
    sent = f"repo:{repository}:environment:{deploy['environment']}"
    assert sent in [_filled_in(subject) for subject in conditions[f"{ISSUER}:sub"]]


def _filled_in(subject: str) -> str:
    for name, value in IDS.items():
        subject = subject.replace(name, value)
    return subject.replace("OWNER", "octocat").replace("REPOSITORY", "my-repo")


def test_nobody_else_is_let_in(conditions: dict[str, Any]) -> None:
    assert conditions[f"{ISSUER}:aud"] == "sts.amazonaws.com"
    assert not any(set("*?") & set(subject) for subject in conditions[f"{ISSUER}:sub"])
