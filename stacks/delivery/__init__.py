"""The distribution in front of everything."""

from stacks.delivery.stack import DeliveryStack

__all__ = ["DeliveryStack"]
