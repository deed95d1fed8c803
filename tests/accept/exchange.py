"""A change that takes away the function behind the distribution, and puts another in its place.

With exports between the stacks CloudFormation refuses it: the distribution still uses the function when the stack below is
updated. The emulator would not refuse, so what it is asked is whether anything is exported.
"""

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from operations.deployment import Deployment
from tests.accept.journey import Person, the

OLD, NEW = "cdn", "misses"
"""Names of the function's folder."""


def exchange(source: Path) -> None:
    """Another folder is another function, with a role, a log group and a URL of its own."""
    (source / "functions" / OLD).rename(source / "functions" / NEW)
    for file, before, after in (
        (f"functions/{NEW}/handler.py", f"functions.{OLD}.", f"functions.{NEW}."),
        ("stacks/service/cdn.py", f'"{OLD}"', f'"{NEW}"'),
    ):
        text = (source / file).read_text()
        assert before in text, file
        (source / file).write_text(text.replace(before, after))


@dataclass(frozen=True)
class Behind:
    """What the distribution calls for what S3 lacks."""

    function: str
    host: str


def behind(deployment: Deployment, folder: str) -> Behind:
    """As deployed: the function of that folder, and the host that the distribution has been told."""
    name = deployment.physical_name(the(deployment, "AWS::Lambda::Function", folder.title()))
    distribution = deployment.physical_name(the(deployment, "AWS::CloudFront::Distribution"))
    found = deployment.client("cloudfront").get_distribution_config(Id=distribution)["DistributionConfig"]["Origins"]
    (host,) = [each["DomainName"] for each in found["Items"] if ".lambda-url." in each["DomainName"]]
    return Behind(name, host)


def answers(url: str, at: Behind, path: str) -> None:
    """Raises AssertionError if the function does not answer a picture, called as CloudFront calls it: with a signature."""
    request = AWSRequest("GET", f"https://{at.host}{path}", headers={"Host": at.host, "Accept": "image/webp"})
    SigV4Auth(Credentials("test", "test"), "lambda", "us-east-1").add_auth(request)
    answer = httpx.get(f"{url}{path}", headers=dict(request.headers.items()), timeout=60)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp"), answer.text


def exchanged(before: Behind, after: Behind, deployment: Deployment) -> None:
    """Raises AssertionError unless the one function is gone and the other in its place."""
    assert before.function != after.function
    assert before.host != after.host, "the distribution still calls the function that is gone"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        deployment.client("lambda").get_function_configuration(FunctionName=before.function)


def nothing_exported(deployment: Deployment) -> None:
    """Raises AssertionError if an export of these stacks could stop a later deployment."""
    exports = deployment.client("cloudformation").list_exports()["Exports"]
    assert exports, "the CDK's bootstrap stack exports, too: without it this would say nothing"
    ours = {f"stack/{stack.name}/" for stack in deployment.assembly.stacks}
    assert not [each["Name"] for each in exports if any(name in each["ExportingStackId"] for name in ours)]


def stored_path(person: Person) -> str:
    """The address of a stored variant of the person's one image."""
    (image,) = person.call("GET", "/v1/images").json()["data"]
    return f"/{image['owner']}/{image['album']}/{image['filename']}/w512.webp"
