"""The dependency layer: botocore cut down must still do everything that the domain asks of it."""

import re
import shutil
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader

from layers.deps import build
from layers.deps.services import OPERATIONS, SOURCES, operations_called
from layers.deps.trim import trim_botocore, trim_model

ROOT = Path(__file__).parents[2]
DATA = Path(botocore.__file__).parent / "data"


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """botocore's data folder as the layer carries it."""
    data = tmp_path_factory.mktemp("layer") / "data"
    shutil.copytree(DATA, data, ignore=_everything_but({*OPERATIONS, "iot", "rds"}))
    trim_botocore(data, OPERATIONS)
    return data


@pytest.fixture(scope="module")
def session(trimmed: Path) -> botocore.session.Session:
    session = botocore.session.Session()
    loader = Loader(extra_search_paths=[str(trimmed)], include_default_search_paths=False)
    session.register_component("data_loader", loader)
    session.set_credentials("someone", "secret")
    return session


@pytest.mark.parametrize("service", sorted(OPERATIONS))
def test_trimmed_service_has_exactly_the_listed_operations(session: botocore.session.Session, service: str) -> None:
    client = _client(session, service)
    assert set(client.meta.service_model.operation_names) == OPERATIONS[service]


@pytest.mark.parametrize("service", sorted(OPERATIONS))
def test_shapes_of_kept_operations_are_complete(session: botocore.session.Session, service: str) -> None:
    model = _client(session, service).meta.service_model
    for name in model.operation_names:
        operation = model.operation_model(name)
        for shape in (operation.input_shape, operation.output_shape):
            assert shape is None or _members(shape) is not None


def test_services_that_nobody_calls_are_gone(session: botocore.session.Session, trimmed: Path) -> None:
    assert {entry.name for entry in trimmed.iterdir() if entry.is_dir()} == set(OPERATIONS)
    with pytest.raises(UnknownServiceError):
        session.create_client("rds", region_name="us-east-1")


def test_upload_form_can_still_be_signed(session: botocore.session.Session) -> None:
    form = _client(session, "s3").generate_presigned_post("uploads", "a/key", ExpiresIn=60)
    assert form["fields"]["key"] == "a/key"
    assert "x-amz-signature" in form["fields"]


@pytest.mark.parametrize(
    ("source", "operations"),
    [
        ('client("s3").get_object(Key=key)', {("s3", "GetObject")}),
        ('client("s3").generate_presigned_url("upload_part")', {("s3", "UploadPart")}),
        ('getattr(client("dynamodb"), operation)\ndo("put_item")', {("dynamodb", "PutItem")}),
        ('secrets = client("ssm")\nsecrets.get_parameter()', {("ssm", "GetParameter")}),
        ("get_object()", set()),
    ],
)
def test_operations_are_read_from_sources_however_they_are_called(
    source: str, operations: set[tuple[str, str]]
) -> None:
    assert operations_called(source) == operations


def test_every_module_that_speaks_to_aws_has_its_operations_in_the_layer() -> None:
    services = {
        name for file in SOURCES.rglob("*.py") for name in re.findall(r'\bclient\("([\w-]+)"\)', file.read_text())
    }
    assert services == set(OPERATIONS)
    assert {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"} <= OPERATIONS["dynamodb"]


def test_trimming_leaves_every_source_as_it_was_published(tmp_path: Path) -> None:
    """Production runs the code that everybody runs; only data and what is never imported is left out."""
    package = tmp_path / "botocore"
    shutil.copytree(DATA.parent, package, ignore=_everything_but(set(OPERATIONS)))

    build.trim(tmp_path)

    sources = sorted(package.rglob("*.py"))
    assert len(sources) > 50
    for source in sources:
        assert source.read_bytes() == (DATA.parent / source.relative_to(package)).read_bytes()


def test_operation_unknown_to_botocore_is_refused() -> None:
    with pytest.raises(KeyError):
        trim_model({"operations": {}, "shapes": {}}, {"GetEverything"})


def test_shapes_that_refer_to_themselves_are_kept_once() -> None:
    shapes = {"Tree": {"type": "list", "member": {"shape": "Tree"}}, "Other": {"type": "string"}}
    model = {"operations": {"Plant": {"input": {"shape": "Tree"}, "documentation": "grows"}}, "shapes": shapes}
    assert trim_model(model, {"Plant"}) == {
        "operations": {"Plant": {"input": {"shape": "Tree"}}},
        "shapes": {"Tree": shapes["Tree"]},
    }


def test_installed_packages_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trimming rewrites files; links would change uv's cache, and with it other environments."""
    asked: list[list[str]] = []
    monkeypatch.setattr(build.subprocess, "run", lambda command, **_: asked.append(command))
    build.install(tmp_path, for_lambda=True)
    (command,) = asked
    assert command[command.index("--link-mode") + 1] == "copy"


def _client(session: botocore.session.Session, service: str) -> Any:
    return session.create_client(
        service, region_name="us-east-1", config=Config(signature_version="s3v4") if service == "s3" else None
    )


def _members(shape: Any, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names of all shapes below one; raises when one of them is missing."""
    if shape.name in seen:
        return seen
    seen |= {shape.name}
    below = [*getattr(shape, "members", {}).values()]
    below += [getattr(shape, part) for part in ("member", "key", "value") if hasattr(shape, part)]
    for child in below:
        seen = _members(child, seen)
    return seen


def _everything_but(services: set[str]) -> Any:
    def ignored(folder: str, names: list[str]) -> list[str]:
        at_top = Path(folder) == DATA
        return [name for name in names if at_top and (DATA / name).is_dir() and name not in services]

    return ignored
