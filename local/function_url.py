"""Function URLs of the templates, as the distribution calls them. Nothing else can reach them locally."""

from collections.abc import Mapping

from local import lambda_proxy
from local.functions import Function
from local.http_messages import Request, Response
from local.provisioned import Provisioned


class FunctionUrl:
    """One function behind its own address."""

    def __init__(self, domain: str, function: Function) -> None:
        self.domain = domain
        self._function = function

    def answer(self, request: Request) -> Response:
        return lambda_proxy.call(self._function, request, domain=self.domain, failure_status=502)


def function_urls(here: Provisioned, *, functions: Mapping[str, Function]) -> dict[str, FunctionUrl]:
    """Every function URL of the templates, by its host name."""
    found = {}
    for url in here.resources("AWS::Lambda::Url"):
        domain = f"{url.identifier}.lambda-url.us-east-1.on.aws"
        name = url.properties["TargetFunctionArn"].rsplit(":", 1)[-1]
        found[domain] = FunctionUrl(domain, functions[name])
    return found
