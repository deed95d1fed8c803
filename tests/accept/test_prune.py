"""What the emulator does not know is left out of the templates, and nothing else."""

import pytest

from tests.accept.emulator import PRUNED, prune
from tests.assembly import ROOT

TEMPLATE = {
    "Resources": {
        "Key": {"Type": "Odd::Key"},
        "Group": {"Type": "Odd::Group", "Properties": {"Items": [{"Ref": "Key"}]}},
        "Distribution": {
            "Type": "Known::Distribution",
            "DependsOn": ["Group", "Bucket"],
            "Properties": {
                "Groups": [{"Ref": "Group"}],
                "Id": {"Fn::GetAtt": ["Key", "Id"]},
                "Name": {"Ref": "Bucket"},
            },
        },
        "Bucket": {"Type": "Known::Bucket", "DependsOn": "Group"},
    },
    "Outputs": {"KeyId": {"Value": {"Ref": "Key"}}, "Name": {"Value": {"Ref": "Bucket"}}},
}


def test_unknown_resources_go_with_everything_that_names_them() -> None:
    assert prune(TEMPLATE, {"Odd::Key": "", "Odd::Group": ""}) == {
        "Resources": {
            "Distribution": {
                "Type": "Known::Distribution",
                "DependsOn": ["Bucket"],
                "Properties": {"Groups": [], "Name": {"Ref": "Bucket"}},
            },
            "Bucket": {"Type": "Known::Bucket"},
        },
        "Outputs": {"Name": {"Value": {"Ref": "Bucket"}}},
    }


def test_template_without_them_stays_as_it_is() -> None:
    assert prune(TEMPLATE, {"Other::Thing": ""}) == TEMPLATE


@pytest.mark.parametrize(("type_", "proof"), PRUNED.items())
def test_what_is_left_out_is_tested_in_the_template_instead(type_: str, proof: str) -> None:
    assert f'"{type_}"' in (ROOT / proof).read_text()
