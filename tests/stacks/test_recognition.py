"""Who looks at pictures is the operator's choice, and each choice has the rights and the queue that it needs, and no others."""

from pathlib import Path
from typing import Any

import pytest

from tests.assembly import synthesize
from tests.stacks.conftest import read_templates
from tests.stacks.reading import flat, of_type, rights

MODEL = "us.amazon.nova-lite-v1:0"


def _service(folder: Path, **context: str) -> dict[str, Any]:
    synthesize(folder, context=context)
    resources: dict[str, Any] = read_templates(folder)["service"]["Resources"]
    return resources


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _service(tmp_path_factory.mktemp("off") / "assembly", ai_provider="off")


@pytest.fixture(scope="module")
def captions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _service(tmp_path_factory.mktemp("captions") / "assembly", ai_provider="off", caption_model=MODEL)


def _variables(resources: dict[str, Any], name: str) -> set[str]:
    functions = of_type(resources, "AWS::Lambda::Function").values()
    found = (function["Environment"]["Variables"] for function in functions)
    return {flat(variables[name]) for variables in found if name in variables}


def test_where_it_is_off_there_is_no_queue_and_nobody_may_ask(off: dict[str, Any]) -> None:
    assert not any(name.startswith("Classification") for name in off)
    assert _variables(off, "CLASSIFICATION_QUEUE_URL") == {"off"}
    for function in ("api", "index_consumer"):
        assert not any(action.startswith(("rekognition:", "bedrock:")) for action, _ in rights(off, function))


def test_captions_may_be_asked_of_the_chosen_model_only(captions: dict[str, Any]) -> None:
    found = rights(captions, "classification_consumer")
    asked = [resource for action, resource in found if action == "bedrock:InvokeModel"]
    expected = (
        f":inference-profile/{MODEL}",
        f":foundation-model/{MODEL}",
        ":foundation-model/amazon.nova-lite-v1:0",
    )
    assert len(asked) == len(expected)
    assert all(any(resource.endswith(each) for resource in asked) for each in expected)
    assert not any(action.startswith("rekognition:") for action, _ in rights(captions, "classification_consumer"))
    assert _variables(captions, "CAPTION_MODEL") == {MODEL}


def test_by_default_rekognition_looks_and_nobody_writes_captions(templates: dict[str, dict[str, Any]]) -> None:
    resources = templates["service"]["Resources"]
    actions = {action for action, _ in rights(resources, "classification_consumer") if ":Detect" in action}
    assert actions == {"rekognition:DetectLabels", "rekognition:DetectModerationLabels"}
    assert (_variables(resources, "AI_PROVIDER"), _variables(resources, "CAPTION_MODEL")) == ({"rekognition"}, {"off"})
