"""What the variant queue's consumer does with each kind of message."""

from datetime import datetime

from pixelflare.variants.marked import renew_marked
from pixelflare.variants.publish import publish
from pixelflare.variants.refining import refine
from pixelflare.variants.services import PublishServices
from pixelflare.variants.sweep import sweep
from schema.messages.variants import AboutVariants, OftenAsked, PathVacated, WatermarkChanged


def handle_variant_message(message: AboutVariants, services: PublishServices, *, now: datetime) -> None:
    """Do what one message of the variant queue asks. Safe to run twice, late, and beside other runs."""
    match message:
        case PathVacated():
            sweep(message, services, now=now)
        case WatermarkChanged():
            renew_marked(message, services, now=now)
        case OftenAsked():
            refine(message, services, now=now)
        case _:
            publish(message, services, now=now)
