"""The Model Context Protocol: tools of an assistant, each of which is one call of the REST API."""

from pixelflare.mcp.server import ApiAnswer, ApiRequest, CallApi, Reply, respond

__all__ = ["ApiAnswer", "ApiRequest", "CallApi", "Reply", "respond"]
