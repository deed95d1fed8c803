from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from local.provisioned import Provisioned
from local.resolve import UnresolvedError
from local.resources import provision
from tests.local import tiny


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield lambda service: boto3.session.Session(region_name="us-east-1").client(service)


@pytest.fixture
def here(tmp_path: Path, client: Any) -> Provisioned:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "style.css").write_text("body {}")
    return provision(tiny.application(tmp_path), client=client, host="localhost:4444", root=tmp_path)


def test_variables_of_a_function_are_resolved_across_stacks(here: Provisioned) -> None:
    assert here.environment("Api") == {"TABLE": "tiny-storage-Things", "N": "us-east-1"}


def test_a_function_nobody_knows_is_an_error(here: Provisioned) -> None:
    with pytest.raises(LookupError):
        here.environment("Unknown")


def test_the_public_address_is_the_local_edge_in_plain_http(here: Provisioned, client: Any) -> None:
    assert client("ssm").get_parameter(Name="/tiny/url")["Parameter"]["Value"] == "http://localhost:4444"


def test_secret_parameters_exist_before_anything_asks_for_them(here: Provisioned, client: Any) -> None:
    parameter = client("ssm").get_parameter(Name="/tiny/secret", WithDecryption=True)["Parameter"]
    assert parameter["Type"] == "SecureString"
    assert len(bytes.fromhex(parameter["Value"])) == 32


def test_a_secret_that_was_kept_is_used_again(tmp_path: Path, client: Any) -> None:
    provision(tiny.application(tmp_path), client=client, secret_values={"/tiny/secret": "kept"})
    assert client("ssm").get_parameter(Name="/tiny/secret", WithDecryption=True)["Parameter"]["Value"] == "kept"


def test_published_files_are_in_their_bucket_with_a_type(here: Provisioned, client: Any) -> None:
    found = client("s3").get_object(Bucket="tiny-storage-pages", Key="style.css")
    assert (found["ContentType"], found["Body"].read()) == ("text/css", b"body {}")


def test_an_object_reaches_the_queue_of_the_rule_it_matches(here: Provisioned, client: Any) -> None:
    client("s3").put_object(Bucket="tiny-storage-shelf", Key="not/listened/to", Body=b"x")
    client("s3").put_object(Bucket="tiny-storage-drop", Key="a/b", Body=b"x")
    queue = client("sqs").get_queue_url(QueueName="tiny-service-Dropped-f")["QueueUrl"]
    messages = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert ['"key": "a/b"' in message["Body"] for message in messages] == [True]


def test_a_queue_knows_its_dead_letter_queue_and_visibility(here: Provisioned, client: Any) -> None:
    queue = next(each for each in here.resources("AWS::SQS::Queue") if each.logical_id == "Queue")
    found = client("sqs").get_queue_attributes(QueueUrl=queue.identifier, AttributeNames=["All"])["Attributes"]
    assert found["VisibilityTimeout"] == "300"
    assert "tiny-service-Dead" in found["RedrivePolicy"]


def test_an_attribute_that_is_not_known_is_an_error_that_says_where(tmp_path: Path, client: Any) -> None:
    storage = tiny.storage()
    storage["Outputs"]["Odd"] = {"Value": tiny.att("Things", "Colour"), "Export": {"Name": "tiny:Odd"}}
    service = tiny.service(tmp_path)
    service["Resources"]["Api"]["Properties"]["Environment"]["Variables"]["X"] = {"Fn::ImportValue": "tiny:Odd"}
    here = Provisioned(tiny.application(tmp_path, storage=storage, service=service), "localhost:1")
    with pytest.raises(UnresolvedError, match=r"Colour.*Things"):
        here.environment("Api")


def test_an_output_that_another_stack_does_not_have_is_an_error_that_says_so(tmp_path: Path, client: Any) -> None:
    service = tiny.service(tmp_path)
    missing = {"Fn::GetStackOutput": {"StackName": "tiny-storage", "OutputName": "Gone"}}
    service["Resources"]["Api"]["Properties"]["Environment"]["Variables"]["X"] = missing
    here = Provisioned(tiny.application(tmp_path, storage=tiny.storage(), service=service), "localhost:1")
    with pytest.raises(UnresolvedError, match="tiny-storage has no output Gone"):
        here.environment("Api")
