"""What the variant queue's consumer does with each kind of message."""

from datetime import datetime

from pixelflare.variants.press import Press
from pixelflare.variants.publish import publish
from pixelflare.variants.refining import refine
from pixelflare.variants.sweep import sweep
from schema.messages import AboutVariants, OftenAsked, PathVacated


def handle_variant_message(message: AboutVariants, press: Press, *, now: datetime) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    match message:
        case PathVacated():
            sweep(message, press)
        case OftenAsked():
            refine(message, press, now=now)
        case _:
            publish(message, press, now=now)
