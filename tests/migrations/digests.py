"""What each migration is, so that one that was released does not change unnoticed. `python -m tests.migrations.digests` writes it."""

import ast
import hashlib
import json
from pathlib import Path

from operations.migrations import steps

FOLDER = Path(steps.__file__).parent
FILE = Path(__file__).parent / "digests.json"


def digest_of(file: Path) -> str:
    """Of the code: comments and docstrings may be worded better, and imports come from elsewhere."""
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            kept = [each for each in node.body if not isinstance(each, ast.Import | ast.ImportFrom)]
            is_documented = kept and isinstance(kept[0], ast.Expr) and isinstance(kept[0].value, ast.Constant)
            node.body = kept[1:] if is_documented else kept  # type: ignore[assignment]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]


def digests() -> dict[str, str]:
    """By the names of the files."""
    return {file.stem: digest_of(file) for file in sorted(FOLDER.glob("m[0-9]*.py"))}


if __name__ == "__main__":
    FILE.write_text(json.dumps(digests(), indent=1) + "\n")
