"""Settings of functions/upload_consumer."""

from schema.env.base import Env


class UploadConsumerEnv(Env):
    core_table: str
    audit_table: str
    uploads_bucket: str
    originals_bucket: str
    variant_queue_url: str
    max_jpeg_pixels: int
    face_detection: bool
    hold_until_moderated: bool
    """Whether no upload is public before its verdict, whatever its album says."""
