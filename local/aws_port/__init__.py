"""What AWS checks before a service sees a request, in front of a store that accepts everything."""

from local.aws_port.gate import gate
from local.aws_port.hosts import only_this_machine

__all__ = ["gate", "only_this_machine"]
