"""What is deployed is the same program as what is read."""

from typing import Any

import esprima

from stacks.parts.edge_code import ENTRANCE, GATEWAY, gateway_code, shortened


def _shape(value: Any, names: dict[str, str]) -> Any:
    """The program as plain data; each name as the number of the one it is, so that only the renaming is left out."""
    if isinstance(value, list):
        return [_shape(each, names) for each in value]
    if not hasattr(value, "__dict__"):
        return value
    if getattr(value, "type", "") == "Identifier":
        return names.setdefault(value.name, f"name {len(names)}")
    return {
        name: _shape(each, names)
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
    deployed = "const b={size:1};function handler(a,size){return Math.max(a.size,b.size,size);}"
    assert shortened(source) == deployed
