"""What is deployed is the same program as what is read."""

from typing import Any

import esprima
import pytest

from stacks.parts.edge_code import ENTRANCE, GATEWAY, gateway_code, shortened


def _shape(value: Any, names: dict[str, str]) -> Any:
    """The program as plain data; each name as the number of the one it is, so that only the renaming is left out."""
    if isinstance(value, list):
        return [_shape(each, names) for each in value]
    if not hasattr(value, "__dict__"):
        return value
    kind = getattr(value, "type", "")
    if kind == "Identifier":
        return names.setdefault(value.name, f"name {len(names)}")
    is_named = kind in ("MemberExpression", "Property") and not value.computed
    return {
        name: f"property {each.name}"
        if is_named and name in ("property", "key") and each.type == "Identifier"
        else _shape(each, names)
        for name, each in vars(value).items()
        if name not in ("raw", "range", "loc", "value" if hasattr(value, "regex") else "")
    }


def test_the_deployed_program_differs_in_its_names_only() -> None:
    written: dict[str, str] = {}
    deployed: dict[str, str] = {}
    whole = _shape(esprima.parseScript(GATEWAY.read_text()), written)
    assert _shape(esprima.parseScript(gateway_code()), deployed) == whole
    assert len(written) == len(deployed)
    assert written[ENTRANCE] == deployed[ENTRANCE]


def test_what_is_a_property_or_not_ours_keeps_its_name() -> None:
    source = """
// says what is largest
const item = { size: 1 };
function handler(event, size) {
  return Math.max(event.size, item.size, size);
}
"""
    deployed = "const c={size:1};function handler(b,a){return Math.max(b.size,c.size,a)}"
    assert shortened(source) == deployed


def test_a_property_named_by_its_variable_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        shortened("function handler(size) { return { size }; }")
