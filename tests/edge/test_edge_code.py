"""What is deployed is the same program as what is read."""

from typing import Any

import esprima
import pytest

from stacks.parts.edge_code import ENTRANCE, GATEWAY, MAX_BYTES, gateway_code, shortened


def _shape(value: Any, names: list[str]) -> Any:
    """The program as plain data without the names of its variables, which are put into `names` in their order."""
    if isinstance(value, list):
        return [_shape(each, names) for each in value]
    if not hasattr(value, "__dict__"):
        return value
    kind = getattr(value, "type", "")
    if kind == "Identifier":
        names.append(value.name)
        return "a name"
    is_named = kind in ("MemberExpression", "Property") and not value.computed
    return {
        name: f"property {each.name}"
        if is_named and name in ("property", "key") and each.type == "Identifier"
        else _shape(each, names)
        for name, each in vars(value).items()
        if name not in ("raw", "range", "loc", "value" if hasattr(value, "regex") else "")
    }


def _top_level(program: Any) -> list[str]:
    names: list[str] = []
    for statement in program.body:
        declared = statement.declarations if statement.type == "VariableDeclaration" else [statement]
        names.extend(each.id.name for each in declared)
    return names


def test_the_deployed_program_differs_in_its_names_only() -> None:
    written, deployed = (esprima.parseScript(source) for source in (GATEWAY.read_text(), gateway_code()))
    everywhere = dict(zip(_top_level(written), _top_level(deployed), strict=True))
    assert len(set(everywhere.values())) == len(everywhere)
    assert everywhere[ENTRANCE] == ENTRANCE
    for one, other in zip(written.body, deployed.body, strict=True):
        before: list[str] = []
        after: list[str] = []
        assert _shape(other, after) == _shape(one, before)
        renamed = set(zip(before, after, strict=True))
        assert len({name for name, _ in renamed}) == len({name for _, name in renamed}) == len(renamed)
        assert all(everywhere.get(name, short) == short for name, short in renamed)
        ours = {name for name, short in renamed if name != short}
        assert not ours & {"Array", "Boolean", "Buffer", "JSON", "Math", "Number", "Object", "String", "undefined"}


def test_what_is_a_property_or_not_ours_keeps_its_name() -> None:
    source = """
// says what is largest
const item = { size: 1 };
function handler(event, size) {
  return Math.max(event.size, item.size, size);
}
"""
    deployed = "const A={size:1};function handler(b,a){return Math.max(b.size,A.size,a)}"
    assert shortened(source) == deployed


def test_no_name_is_one_that_the_program_has_for_something_else() -> None:
    source = "const item = 1; function handler(event) { return A(event, a, item); }"
    assert shortened(source) == "const B=1;function handler(b){return A(b,a,B)}"


def test_a_local_that_hides_a_name_of_the_top_level_still_hides_it() -> None:
    source = "const item = 1; function handler(item) { return item; }"
    assert shortened(source) == "const A=1;function handler(A){return A}"


@pytest.mark.parametrize("count", [0, 1, 40])
def test_widths_are_put_into_the_deployed_program(count: int) -> None:
    widths = range(4096 - count + 1, 4097)
    code = gateway_code(widths)
    assert f"=[{','.join(map(str, widths))}];" in code
    assert len(code) <= MAX_BYTES


def test_more_widths_than_the_edge_has_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match=r"widths: 900 .* 10240 bytes"):
        gateway_code(range(1, 901))


def test_a_property_named_by_its_variable_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        shortened("function handler(size) { return { size }; }")
