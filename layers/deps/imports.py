"""Rewrite installed packages so that importing them does less. What they offer stays the same.

Each rewrite refuses a file that does not look as expected, so that a new version of a package fails the build of the
layer, not a function. ast.unparse drops comments; the layer's sources are not for reading.
"""

import ast
from collections.abc import Iterator
from pathlib import Path


def load_lazily(init: Path) -> None:
    """Let a package that only re-exports names import each of them when it is asked for (PEP 562), not all at once.

    Raises ValueError when the file does anything else.
    """
    sources: dict[str, str] = {}
    eager = []
    for statement in ast.parse(init.read_text()).body:
        match statement:
            case ast.ImportFrom(names=names):
                module = "." * statement.level + (statement.module or "")
                named = [name.asname or name.name for name in names]
                # A name like its own module's would be hidden by the module as soon as that is imported.
                if any(name.asname for name in names) or module.rpartition(".")[2] in named:
                    eager.append(ast.unparse(statement))
                else:
                    sources |= dict.fromkeys(named, module)
            case ast.Expr(value=ast.Constant()) | ast.Assign(targets=[ast.Name(id="__all__")]):
                pass
            case _:
                raise ValueError(f"{init}, line {statement.lineno}: more than names of other modules")
    init.write_text(_LAZY_PACKAGE.format(sources=sources, eager="\n".join(eager)))


_LAZY_PACKAGE = '''"""Names of this package's modules, each imported when it is asked for."""

from importlib import import_module

{eager}
_SOURCES = {sources!r}


def __getattr__(name):
    if name not in _SOURCES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    found = globals()[name] = getattr(import_module(_SOURCES[name], __name__), name)
    return found
'''


def empty_typed_dicts(file: Path) -> None:
    """Take the members out of a module's TypedDict classes: only type checkers look, but each is compiled on import.

    Raises ValueError when there are none.
    """
    module = ast.parse(file.read_text())
    found = [node for node in module.body if isinstance(node, ast.ClassDef) and _is_typed_dict(node)]
    if not found:
        raise ValueError(f"{file} has no TypedDict classes")
    for each in found:
        each.body = [ast.Pass()]
    file.write_text(ast.unparse(module))


def import_on_use(file: Path, name: str) -> None:
    """Move the import of a name from the top of a module into the functions that use it.

    Raises ValueError when the module does not import it there under its own name, or uses it outside of functions.
    """
    module = ast.parse(file.read_text())
    imported = _take_import(module, name)
    if imported is None:
        raise ValueError(f"{file} does not import {name} on its top")
    users = [function for function in _functions(module.body) if _uses(function, name)]
    if sum(_uses(function, name) for function in users) != _uses(module, name):
        raise ValueError(f"{file} uses {name} outside of functions")
    for function in users:
        _innermost(function.body, name).insert(0, imported)
    file.write_text(ast.unparse(module))


def _take_import(module: ast.Module, name: str) -> ast.ImportFrom | None:
    """An import of this name alone, taken out of one on the module's top or in a `try` there."""
    for body in (module.body, *(node.body for node in module.body if isinstance(node, ast.Try))):
        for node in body:
            if isinstance(node, ast.ImportFrom) and (name, None) in [(each.name, each.asname) for each in node.names]:
                node.names = [each for each in node.names if each.name != name]
                if not node.names:
                    body.remove(node)
                return ast.ImportFrom(node.module, [ast.alias(name)], node.level)
    return None


def _functions(statements: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """The functions and methods among the statements, not those inside of them."""
    for node in statements:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef | ast.If | ast.Try):
            yield from _functions(node.body)


def _is_typed_dict(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "TypedDict" for base in node.bases)


def _innermost(block: list[ast.stmt], name: str) -> list[ast.stmt]:
    """The deepest block that holds all uses of the name, so that other ways through the function do without it."""
    users = [node for node in block if _uses(node, name)]
    inner = [getattr(users[0], part, []) for part in ("body", "orelse", "finalbody")] if len(users) == 1 else []
    holding_all = [each for each in inner if sum(_uses(node, name) for node in each) == _uses(users[0], name)]
    return _innermost(holding_all[0], name) if holding_all else block


def _uses(tree: ast.AST, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
