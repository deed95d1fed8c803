"""Every function, queue and route: one file a function, and the stack that lists them."""

from stacks.service.stack import ServiceStack

__all__ = ["ServiceStack"]
