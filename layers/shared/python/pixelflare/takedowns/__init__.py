"""What operators decide on reports."""

from pixelflare.takedowns.decide import decide_report

__all__ = ["decide_report"]
