"""Reserves, uploads and reads an image with the client that openapi-python-client generated (on PYTHONPATH)."""

import json
import sys
import time
from io import BytesIO
from pathlib import Path

from pixelflare_client.api.images import create_image, show_image, upload_image
from pixelflare_client.models import CreateImage, ErrorBody, ImageResource, UploadForm
from pixelflare_client.types import File

from pixelflare_client import AuthenticatedClient

MOST_READS = 300
PAUSE_SECONDS = 0.2

given = json.load(sys.stdin)
client = AuthenticatedClient(base_url=f"{given['url']}/api", token=given["key"])
form = create_image.sync(client=client, body=CreateImage(filename=given["filename"]))
assert isinstance(form, UploadForm), form
taken = upload_image.sync(
    form.image_id, client=client, token=form.token, body=File(payload=BytesIO(Path(given["file"]).read_bytes()))
)
assert isinstance(taken, ImageResource), taken
again = create_image.sync(client=client, body=CreateImage(filename="../no.jpg"))
assert isinstance(again, ErrorBody), again
for _ in range(MOST_READS):
    image = show_image.sync(form.image_id, client=client)
    assert isinstance(image, ImageResource), image
    if image.status.value in ("ready", "rejected"):
        break
    time.sleep(PAUSE_SECONDS)  # reading again is what the API asks its clients to do
json.dump({"status": image.status, "width": image.width, "url": image.cdn_url, "refusal": again.error.code}, sys.stdout)
