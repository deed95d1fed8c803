"""The client of Pixelflare, an image CDN: typed calls, sync and async, and uploads that survive a broken connection."""

from pixelflare_client.call import Call
from pixelflare_client.client import AsyncClient, Client
from pixelflare_client.errors import ApiError, ConnectionFailed, DownloadFailed, PixelflareError, UploadFailed
from pixelflare_client.generated import calls, types
from pixelflare_client.picture import Picture
from pixelflare_client.steps import Retries
from pixelflare_client.uploads import UploadOptions

__all__ = [
    "ApiError",
    "AsyncClient",
    "Call",
    "Client",
    "ConnectionFailed",
    "DownloadFailed",
    "Picture",
    "PixelflareError",
    "Retries",
    "UploadFailed",
    "UploadOptions",
    "calls",
    "types",
]
