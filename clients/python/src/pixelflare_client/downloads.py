"""The untouched bytes of an image."""

from pixelflare_client.errors import DownloadFailed
from pixelflare_client.generated import calls
from pixelflare_client.steps import Exchange, Retries, Steps, answer_to, attempted


def original_steps(image_id: str, retries: Retries) -> Steps[bytes]:
    """Raises DownloadFailed, ApiError, ConnectionFailed."""
    address = yield from answer_to(calls.download_image(image_id), retries=retries)
    response, _ = yield from attempted(Exchange("GET", address["url"], to_api=False), is_safe=True, retries=retries)
    if not response.is_success:
        raise DownloadFailed(f"the storage answered {response.status_code} for the original of {image_id}")
    return response.content
