"""Published folders as objects of their buckets, written straight into moto's store: hundreds of files at each start.

Over HTTP each takes ten milliseconds, which was most of a start.
"""

import logging
import mimetypes
from pathlib import Path

from moto.backends import get_backend

from local.provisioned import Provisioned
from local.resolve import ACCOUNT

_log = logging.getLogger(__name__)


def publish_files(here: Provisioned, root: Path) -> None:
    """Fills each bucket whose template names a folder, seen from `root`. The buckets exist in this process."""
    for bucket in here.resources("AWS::S3::Bucket"):
        if source := bucket.metadata.get("PublishedFrom"):
            _publish_folder(root / source, bucket.identifier)


def _publish_folder(folder: Path, bucket: str) -> None:
    if not folder.is_dir():
        _log.warning("%s is not built: %s stays empty", folder, bucket)
    store = get_backend("s3")[ACCOUNT]["aws"]
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            written = store.put_object(bucket, path.relative_to(folder).as_posix(), path.read_bytes())
            written.set_metadata({"Content-Type": content_type})
