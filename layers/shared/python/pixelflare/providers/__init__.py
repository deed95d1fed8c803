"""Providers: whoever makes pictures, speech, video and texts for the studio."""

from pixelflare.providers.protocol import Busy, Order, Paused, Progress, Provider, Refused, Stage, Unknown

__all__ = ["Busy", "Order", "Paused", "Progress", "Provider", "Refused", "Stage", "Unknown"]
