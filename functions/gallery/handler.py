"""Public pages of pictures: shared albums at /s/{token}, profiles at /u/{handle}, and the form at /report."""

from typing import Any

from functions.gallery.services import Services
from pixelflare.entry.failures import answered
from pixelflare.entry.function import with_services
from pixelflare.entry.origin_proof import network_of, proven_viewer
from pixelflare.gallery import (
    GalleryAnswer,
    find_share,
    gallery_request,
    refusal_page,
    show_profile,
    show_report_form,
    show_shared_album,
)
from schema.env.gallery import GalleryEnv
from schema.library.shares import PageLanguage


def show(event: dict[str, Any], services: Services) -> GalleryAnswer:
    """The page; what is refused once the share is known is told in its language."""
    network = network_of(proven_viewer(event["headers"], proof=services.proof))
    request = gallery_request(event, network=network)
    if request.path == "/report":
        language = PageLanguage.GERMAN if request.prefers_german else PageLanguage.ENGLISH
        return show_report_form(request, services.reports, language=language)
    if request.path.startswith("/u/"):
        return show_profile(request, services.gallery)
    share = find_share(request, services.gallery)
    return answered(
        lambda: show_shared_album(share, request, services.gallery),
        refuse=lambda error: refusal_page(error, language=share.language),
    )


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    return answered(lambda: show(event, services), refuse=refusal_page).as_response()


lambda_handler = with_services(handle, lambda: Services(GalleryEnv.read()))
