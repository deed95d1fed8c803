"""What the emulator does not know is left out of the templates, and nothing else."""

from tests.accept.emulator import prune

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
