"""An application is synthesized once for each state of its sources."""

import json
from pathlib import Path

import pytest

from local.synth import KEPT, assembly_of, context_of

APP = """
import os, pathlib
out = pathlib.Path(os.environ["CDK_OUTDIR"])
out.mkdir(parents=True)
(out / "made").write_text(os.environ.get("AWS_PROFILE", "no account") + " " + pathlib.Path("schema/x").read_text())
with open("runs", "a") as runs:
    runs.write(".")
(out / "context").write_text(os.environ.get("CDK_CONTEXT_JSON", "none"))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    for name in ("stacks", "functions", "schema", "layers"):
        (tmp_path / name).mkdir()
    (tmp_path / "cdk.json").write_text("{}")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("")
    (tmp_path / "schema" / "x").write_text("1")
    return tmp_path


def test_unchanged_sources_are_not_synthesized_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "somebody's")
    first = assembly_of(root)

    assert assembly_of(root) == first
    assert (root / "runs").read_text() == "."
    assert (first / "made").read_text() == "no account 1"


def test_application_under_way_keeps_its_assembly_while_newer_ones_are_made(root: Path) -> None:
    first = assembly_of(root)
    for number in range(2, KEPT + 1):
        (root / "schema" / "x").write_text(str(number))
        assert assembly_of(root) != first

    assert (first / "made").exists()
    (root / "schema" / "x").write_text("one more")
    assembly_of(root)
    assert not first.exists()


def test_settings_are_part_of_what_is_kept(root: Path) -> None:
    plain = assembly_of(root)
    wide = assembly_of(root, '-c "widths=300 700" --context snap_widths=on')
    assert (plain / "context").read_text() == "none"
    assert json.loads((wide / "context").read_text()) == {"widths": "300 700", "snap_widths": "on"}
    assert assembly_of(root, "--context=snap_widths=on -c 'widths=300 700'") == wide
    assert assembly_of(root) == plain
    assert (root / "runs").read_text() == ".."


@pytest.mark.parametrize("arguments", ["--profile me", "-c", "-c widths", "-c =1", "widths=300", "--context"])
def test_other_arguments_are_refused_with_a_sentence(arguments: str) -> None:
    with pytest.raises(ValueError, match="CDK_ARGS may contain -c name=value"):
        context_of(arguments)
