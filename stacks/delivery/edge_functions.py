"""The CloudFront functions: one for each kind of behaviour."""

from aws_cdk import Stack
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from stacks.parts.edge_code import BEHAVIOURS, DOMAIN_BEHAVIOURS, DOMAIN_KINDS, KINDS, Kind, edge_code
from stacks.parts.settings import Settings

_COMMENTS: dict[Kind, str] = {
    "images": "Refuses, classifies and normalises requests for images; picks the format",
    "api": "Refuses suspicious paths; tells the API who asks; answers health",
    "pages": "Finds the file of a page",
    "response": "Says how long viewers may keep an image",
    "domain_images": "Under custom domains: images of the host's owner",
    "domain_links": "Under custom domains: short links",
    "domain_response": "Under custom domains: like response, and redirects leave the owner out",
}


class EdgeFunctions:
    """All of them, published in a stack."""

    def __init__(self, scope: Construct) -> None:
        widths = Settings.of(scope).snapped_widths
        self._functions = {kind: _function(scope, kind, edge_code(kind, widths=widths)) for kind in KINDS}

    def on(self, pattern: str) -> list[cloudfront.FunctionAssociation]:
        """What a behaviour's path pattern is associated with: what sees its requests, and for images the answers too."""
        kind = BEHAVIOURS[pattern]
        request = _on(self._functions[kind], cloudfront.FunctionEventType.VIEWER_REQUEST)
        if kind != "images":
            return [request]
        return [request, _on(self._functions["response"], cloudfront.FunctionEventType.VIEWER_RESPONSE)]


class DomainEdgeFunctions:
    """Those of custom domains."""

    def __init__(self, scope: Construct) -> None:
        widths = Settings.of(scope).snapped_widths
        self._functions = {kind: _function(scope, kind, edge_code(kind, widths=widths)) for kind in DOMAIN_KINDS}

    def on(self, pattern: str) -> list[cloudfront.FunctionAssociation]:
        """Redirects of both behaviours lead to images."""
        return [
            _on(self._functions[DOMAIN_BEHAVIOURS[pattern]], cloudfront.FunctionEventType.VIEWER_REQUEST),
            _on(self._functions["domain_response"], cloudfront.FunctionEventType.VIEWER_RESPONSE),
        ]


def _function(scope: Construct, kind: Kind, code: str) -> cloudfront.Function:
    return cloudfront.Function(
        scope,
        f"Edge{kind.title().replace('_', '')}",
        function_name=f"{Stack.of(scope).stack_name}-edge-{kind}",
        runtime=cloudfront.FunctionRuntime.JS_2_0,
        code=cloudfront.FunctionCode.from_inline(code),
        comment=_COMMENTS[kind],
    )


def _on(function: cloudfront.Function, event: cloudfront.FunctionEventType) -> cloudfront.FunctionAssociation:
    return cloudfront.FunctionAssociation(function=function, event_type=event)
