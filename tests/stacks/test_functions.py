"""Promises about functions: what each is made of, may do and is told."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from schema import limits
from schema.keys.core import BY_ALBUM_OR_BIN
from tests.functions import FUNCTIONS
from tests.stacks.reading import flat, of_type, rights, role_of, statements, walk

DEAREST_BYTES_A_PIXEL = 22.5
"""Of a HEIC, its decoder's process and ours at their peaks together; WebP takes 16, AVIF 9 (benchmarks/results/memory.md)."""
IMPORTED_MIB = 100
LIBRARIES = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "LOG_LEVEL", "PYDANTIC_DISABLE_PLUGINS"}

ALLOWED_WILDCARDS = {
    r"\$\{[^}]*LogsBucket[^}]*Arn[^}]*\}/rollups/\*": "hours that are counted, apart from the logs in the same bucket",
    r"\$\{[^}]*PrivateBucket[^}]*Arn[^}]*\}/e/\*": "pictures that wait for a verdict, whose owners get signed previews",
    r"\$\{[^}]*Core[^}]*Arn[^}]*\}/stream/\*": "a stream's name is the time at which it was made",
    r"arn:.*:cloudfront::.*:(distribution|distribution-tenant|connection-group)/\*": "tenants come and go, and delivery is above",
    r"arn:.*:parameter/pixelflare/signing-keys/\*": "each signing key lies under its fingerprint, which changes with it",
    r"\$\{[^}]*Bucket[^}]*Arn[^}]*\}/\*": "all objects of one bucket: keys start with an owner, and functions serve all owners",
}
"""Patterns of whole resources, and why each is as narrow as can be."""
WITHOUT_RESOURCES = {
    *("rekognition:DetectLabels", "rekognition:DetectModerationLabels"),
    *("acm:RequestCertificate", "acm:DescribeCertificate"),
    *("cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"),
}
"""The picture comes with the call, a certificate has no name before it is requested, and metrics have none at all.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html"""


ADMIN = "admin"
"""Callers are found there as by the API."""
READ_LOGS = "logs:FilterLogEvents"


def folder_of(function: dict[str, Any]) -> str:
    return str(function["Handler"]).split(".")[1]


@pytest.fixture(scope="module")
def functions(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Folder to properties."""
    return {folder_of(function): function for function in of_type(resources, "AWS::Lambda::Function").values()}


def test_these_are_all_the_functions(functions: dict[str, Any]) -> None:
    assert sorted(functions) == sorted(FUNCTIONS)


@pytest.mark.parametrize("folder", FUNCTIONS)
def test_function_runs_the_folders_handler(folder: str, functions: dict[str, Any]) -> None:
    function = functions[folder]
    assert function["Handler"] == f"functions.{folder}.handler.lambda_handler"
    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
    assert "VpcConfig" not in function


@pytest.mark.parametrize("folder", FUNCTIONS)
def test_environment_is_the_models_and_nothing_is_missing(folder: str, functions: dict[str, Any]) -> None:
    model = getattr(import_module(f"schema.env.{folder}"), f"{folder.title().replace('_', '')}Env")
    variables = functions[folder]["Environment"]["Variables"]
    assert set(variables) == {name.upper() for name in model.model_fields} | LIBRARIES
    assert all(variables.values())
    assert variables["POWERTOOLS_SERVICE_NAME"] == folder


def test_a_variable_means_the_same_everywhere(functions: dict[str, Any]) -> None:
    meanings: dict[str, set[str]] = {}
    for function in functions.values():
        for name, value in function["Environment"]["Variables"].items():
            meanings.setdefault(name, set()).add(flat(value))
    assert [name for name, values in meanings.items() if len(values) > 1] == ["POWERTOOLS_SERVICE_NAME"]


def test_secrets_travel_by_name(functions: dict[str, Any]) -> None:
    for function in functions.values():
        for name, value in function["Environment"]["Variables"].items():
            if name == "ORIGIN_PROOF_SECRET":
                assert flat(value).startswith("${OriginProof")  # its ARN
            elif name == "OIDC_CLIENT_SECRET":
                assert "OidcClientSecret" in flat(value)  # likewise
            elif any(word in name for word in ("PEPPER", "SECRET", "PASSWORD", "KEY")):
                assert name.endswith("_PARAMETER")
                assert value.startswith("/pixelflare/")


def test_every_function_has_a_role_of_its_own(resources: dict[str, Any], functions: dict[str, Any]) -> None:
    roles = [flat(function["Role"]) for function in functions.values()]
    assert len(set(roles)) == len(roles)
    assert len(of_type(resources, "AWS::IAM::Role")) == len(roles)


def test_roles_have_explicit_statements_only(resources: dict[str, Any]) -> None:
    for role in of_type(resources, "AWS::IAM::Role").values():
        assert not role.get("ManagedPolicyArns")
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_no_action_and_no_resource_has_a_wildcard_but_the_explained(resources: dict[str, Any]) -> None:
    for name, policy in of_type(resources, "AWS::IAM::Policy").items():
        for statement in statements(policy):
            assert "NotAction" not in statement, name
            assert "NotResource" not in statement, name
            assert not any("*" in action for action in _listed(statement["Action"])), name
            for resource in map(flat, _listed(statement["Resource"])):
                explained = any(re.fullmatch(pattern, resource) for pattern in ALLOWED_WILDCARDS)
                needs_none = resource == "*" and set(_listed(statement["Action"])) <= WITHOUT_RESOURCES
                assert "*" not in resource or explained or needs_none, (name, resource)


def test_resource_policies_use_wildcards_only_to_refuse(resources: dict[str, Any]) -> None:
    types = ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy")
    policies = [policy for type_ in types for policy in of_type(resources, type_).values()]
    admitting = [found for policy in policies for found in statements(policy) if found["Effect"] == "Allow"]
    assert admitting
    for statement in admitting:
        assert "Condition" in statement
        assert set(statement["Principal"]) == {"Service"}
        assert not any("*" in action for action in _listed(statement["Action"]))


def test_writes_of_logs_go_to_the_functions_own_group(resources: dict[str, Any], functions: dict[str, Any]) -> None:
    for folder, function in functions.items():
        group = function["LoggingConfig"]["LogGroup"]["Ref"]
        written = {each for each in rights(resources, folder) if each[0].startswith("logs:") and each[0] != READ_LOGS}
        assert written == {
            ("logs:CreateLogStream", f"${{{group}.Arn}}"),
            ("logs:PutLogEvents", f"${{{group}.Arn}}"),
        }


def test_nobody_can_scan_or_drop_a_table(resources: dict[str, Any]) -> None:
    actions = {action for folder in FUNCTIONS for action, _ in rights(resources, folder)}
    scanned = {
        (folder, "Core" in resource or "Derived" in resource)
        for folder in FUNCTIONS
        for action, resource in rights(resources, folder)
        if action == "dynamodb:Scan"
    }
    assert scanned == {("cleanup_schedule", True)}, "to remove what is left of a deleted account"
    assert not actions & {"dynamodb:DeleteTable", "s3:DeleteBucket", "iam:PassRole"}


def test_the_gateway_may_only_look_records_up(resources: dict[str, Any]) -> None:
    actions = {action for action, _ in rights(resources, "gateway") if not action.startswith("logs:")}
    assert actions == {"dynamodb:GetItem"}


@pytest.mark.parametrize(
    ("action", "bucket", "expected"),
    [
        ("s3:GetObject", "Uploads", {"upload_consumer"}),
        ("s3:PutObject", "Uploads", {"api", "import_consumer"}),
        ("s3:PutObject", "Originals", {"upload_consumer", "backup_consumer"}),
        ("s3:DeleteObject", "Originals", {"upload_consumer", "cleanup_schedule", "backup_consumer"}),
        ("s3:AbortMultipartUpload", "Uploads", {"api", "cleanup_schedule", "import_consumer"}),
        (
            "s3:GetObject",
            "Originals",
            {
                *("backup_schedule", "backup_consumer", "export_consumer"),
                *("api", "cdn", "variant_consumer", "classification_consumer"),
            },
        ),
        ("s3:PutObject", "Public", {"cdn", "variant_consumer"}),
        ("s3:DeleteObject", "Public", {"api", "variant_consumer", "cleanup_schedule"}),
        ("s3:GetObject", "Private", {"api", "cdn", "variant_consumer"}),
        ("s3:PutObject", "Private", {"cdn", "variant_consumer"}),
        ("s3:DeleteObject", "Private", {"api", "variant_consumer", "cleanup_schedule"}),
        ("s3:GetObject", "Exports", {"api"}),
        ("s3:PutObject", "Exports", {"export_consumer"}),
        ("s3:DeleteObject", "Exports", {"export_consumer", "cleanup_schedule"}),
        ("s3:PutObject", "Web", set()),
    ],
)
def test_buckets_are_touched_by_whom_they_should(
    action: str, bucket: str, expected: set[str], resources: dict[str, Any]
) -> None:
    may = {
        folder
        for folder in FUNCTIONS
        for done, resource in rights(resources, folder)
        if done == action and f"{bucket}Bucket" in resource
    }
    assert may == expected


@pytest.mark.parametrize(
    ("folder", "buckets"),
    [
        ("api", {"Uploads", "Public", "Private"}),
        ("cdn", {"Public", "Private", "Originals"}),
        ("variant_consumer", {"Public", "Private", "Originals"}),
        ("upload_consumer", {"Uploads", "Originals"}),
        ("classification_consumer", {"Originals"}),
        ("export_consumer", {"Originals", "Exports"}),
    ],
)
def test_who_must_tell_missing_from_forbidden_may_list(
    folder: str, buckets: set[str], resources: dict[str, Any]
) -> None:
    listed = {resource for action, resource in rights(resources, folder) if action == "s3:ListBucket"}
    assert {re.findall(r"([A-Z][a-z]+)Bucket", resource)[0] for resource in listed} == buckets
    assert len(listed) == len(buckets)


def test_the_index_of_lists_is_read_by_the_api_public_pages_and_the_clean_up_only(resources: dict[str, Any]) -> None:
    readers = {
        (folder, action)
        for folder in FUNCTIONS
        for action, resource in rights(resources, folder)
        if resource.endswith(f"/index/{BY_ALBUM_OR_BIN}")
    }
    assert readers == {(folder, "dynamodb:Query") for folder in ("api", "cleanup_schedule", "gallery")}


def test_secrets_are_read_by_the_api_only(resources: dict[str, Any], templates: dict[str, Any]) -> None:
    secrets = templates["service"]["Metadata"]["SecretParameters"]
    for_github = {"/pixelflare/github-client-secret", "/pixelflare/github-signing-key"}
    for folder in FUNCTIONS:
        read = {
            resource.partition(":parameter")[2]
            for action, resource in rights(resources, folder)
            if action == "ssm:GetParameters"
        }
        assert (set(secrets) <= read) == (folder == "api")
        assert (read & for_github == for_github) == bool(read & for_github) == (folder == "github_oidc")
        assert len(read - {"/pixelflare/signing-keys/*"}) <= 10, "one GetParameters takes no more names"
        told = {value for name, value in _variables(resources, folder).items() if name.endswith("_PARAMETER")}
        assert read == told | ({"/pixelflare/signing-keys/*"} if folder in ("api", "gallery") else set())


def test_the_proof_of_origin_is_read_by_those_who_must_know_a_viewers_address(resources: dict[str, Any]) -> None:
    readers = {
        (folder, resource)
        for folder in FUNCTIONS
        if folder != ADMIN
        for action, resource in rights(resources, folder)
        if action.startswith("secretsmanager:")
    }
    proofs = {(folder, secret) for folder, secret in readers if secret.startswith("${OriginProof")}
    assert {folder for folder, _ in proofs} == {"api", "gallery", "github_oidc"}
    ((folder, secret),) = readers - proofs
    assert (folder, "OidcClientSecret" in secret) == ("github_oidc", True)


def test_purges_are_for_those_who_take_back_and_for_this_distribution(resources: dict[str, Any]) -> None:
    (purge,) = [found for name, found in of_type(resources, "AWS::IAM::Policy").items() if name == "MayPurge"]
    (statement,) = statements(purge)
    assert statement["Action"] == "cloudfront:CreateInvalidation"
    assert flat(statement["Resource"]).endswith(":distribution/${Distribution830FAC52}")
    assert sorted(role_of(role).partition("Role")[0] for role in purge["Roles"]) == [
        "Api",
        "CleanupSchedule",
        "VariantConsumer",
    ]


def _asset_of(value: Any, assembly: Path) -> Path:
    """The staged folder behind a function's or a layer's code."""
    (digest,) = {
        found["S3Key"].removesuffix(".zip") for found in walk(value) if isinstance(found, dict) and "S3Key" in found
    }
    files = json.loads((assembly / "service.assets.json").read_text())["files"]
    return assembly / files[digest]["source"]["path"]


@pytest.mark.parametrize("folder", FUNCTIONS)
def test_a_functions_asset_is_its_folder_and_nothing_else(
    folder: str, functions: dict[str, Any], assembly: Path
) -> None:
    asset = _asset_of(functions[folder], assembly)
    files = {file.relative_to(asset) for file in asset.rglob("*") if file.is_file()}
    assert Path("functions/__init__.py") in files
    assert Path("functions", folder, "handler.py") in files
    assert {file.parts[:2] for file in files} == {("functions", "__init__.py"), ("functions", folder)}
    assert not any("__pycache__" in file.parts for file in files)


def test_functions_stand_on_our_code_and_its_packages(
    resources: dict[str, Any], functions: dict[str, Any], assembly: Path
) -> None:
    stood_on = {tuple(map(flat, function["Layers"])) for function in functions.values()}
    assert len(stood_on) == 1
    packages, shared = (layer.removeprefix("${").removesuffix("}") for layer in stood_on.pop())
    assert resources[packages]["Metadata"] == {"Packages": "layers/deps/requirements.txt"}
    asset = _asset_of(resources[shared], assembly)
    assert {folder.relative_to(asset).as_posix() for folder in asset.glob("*/*")} == {
        "python/pixelflare",
        "python/schema",
    }
    assert not list(asset.rglob("__pycache__"))


def _variables(resources: dict[str, Any], folder: str) -> dict[str, Any]:
    (function,) = [
        found for found in of_type(resources, "AWS::Lambda::Function").values() if folder_of(found) == folder
    ]
    return dict(function["Environment"]["Variables"])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_whoever_reads_pictures_has_memory_for_the_largest_of_the_dearest_kind(
    resources: dict[str, Any], functions: dict[str, dict[str, Any]]
) -> None:
    """Those are the functions that read uploads, and those that read originals and publish what they make of them."""
    readers = [folder for folder in FUNCTIONS if _reads_pictures(rights(resources, folder))]
    assert "cdn" in readers
    assert "upload_consumer" in readers
    needed = limits.MAX_PIXELS * DEAREST_BYTES_A_PIXEL / 2**20 + limits.MAX_UPLOAD_BYTES / 2**20 + IMPORTED_MIB
    assert {
        folder: functions[folder]["MemorySize"] for folder in readers if functions[folder]["MemorySize"] <= needed
    } == {}


def _reads_pictures(may: set[tuple[str, str]]) -> bool:
    def does(action: str, bucket: str) -> bool:
        return any(done == action and f"{bucket}Bucket" in resource for done, resource in may)

    return does("s3:GetObject", "Uploads") or (does("s3:GetObject", "Originals") and does("s3:PutObject", "Public"))
