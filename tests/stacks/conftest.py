"""The templates, read once a session, and ways to look into them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.assembly import assembly_dir, synthesize
from tests.stacks.reading import the

Template = dict[str, Any]
OTHER_ASSEMBLIES = {"of_another_name", "on", "rotating"}
"""Fixtures that synthesize once more, with other settings."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process makes such an assembly, for all tests of it."""
    for item in items:
        for fixture in OTHER_ASSEMBLIES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(f"assembly {fixture}"))


def read_templates(folder: Path) -> dict[str, Template]:
    """Stack name to template."""
    return {
        path.name.removesuffix(".template.json"): json.loads(path.read_text())
        for path in sorted(folder.glob("*.template.json"))
    }


@pytest.fixture(scope="session")
def assembly() -> Path:
    return assembly_dir()


@pytest.fixture(scope="session")
def templates(assembly: Path) -> dict[str, Template]:
    """Stack name to template."""
    return read_templates(assembly)


@pytest.fixture(scope="session")
def switched_on(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """The same where the operator has turned on what is off by default."""
    folder = tmp_path_factory.mktemp("assembly") / "on"
    switches = dict.fromkeys(
        (
            "face_detection",
            "tracing",
            "snap_widths",
            "origin_shield",
            "hold_until_moderated",
            "meaning",
            "custom_domains",
            "waf",
        ),
        "on",
    )
    numbers = {"account_concurrency": "1000", "cdn_concurrency": "300", "monthly_budget": "50"}
    texts = {
        "widths": "320 640",
        "ses_identity": "example.com",
        "analytics_engine": "athena",
        "alarm_email": "you@example.com",
        "github_client_id": "local",
        "github_users": "anybody",
    }
    synthesize(folder, context=switches | numbers | texts)
    return read_templates(folder)


@pytest.fixture(scope="session")
def resources(templates: dict[str, Template]) -> dict[str, dict[str, Any]]:
    """All resources by their logical ids, which are unique over the three stacks."""
    found: dict[str, dict[str, Any]] = {}
    for template in templates.values():
        assert not found.keys() & template["Resources"].keys()
        found |= template["Resources"]
    return found


@pytest.fixture(scope="session")
def delivery(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["delivery"]["Resources"]


@pytest.fixture(scope="session")
def distribution(delivery: dict[str, Any]) -> dict[str, Any]:
    return the(delivery, "AWS::CloudFront::Distribution")["DistributionConfig"]


@pytest.fixture(scope="session")
def behaviors(distribution: dict[str, Any]) -> dict[str, Any]:
    """Path pattern to behaviour, the default one as `*`, in the order of precedence."""
    return {each["PathPattern"]: each for each in distribution["CacheBehaviors"]} | {
        "*": distribution["DefaultCacheBehavior"]
    }
