"""The sign-in client that docs/running.md names is the one that runs."""

import boto3

from tests.assembly import ROOT
from tests.system.runtime import Runtime


def test_the_documented_client_and_addresses_are_those_of_the_pool(runtime: Runtime) -> None:
    signed = {name.lower(): value for name, value in runtime.credentials().items()}
    cognito = boto3.client("cognito-idp", endpoint_url=runtime.endpoint_url, region_name="us-east-1", **signed)
    (pool,) = cognito.list_user_pools(MaxResults=10)["UserPools"]
    (listed,) = cognito.list_user_pool_clients(UserPoolId=pool["Id"])["UserPoolClients"]
    known = {"UserPoolId": pool["Id"], "ClientId": listed["ClientId"]}
    client = cognito.describe_user_pool_client(**known)["UserPoolClient"]
    page = (ROOT / "docs" / "running.md").read_text()
    for told in (client["ClientId"], *client["CallbackURLs"], *client["LogoutURLs"]):
        assert f"`{told}`" in page
