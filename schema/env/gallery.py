"""Settings of functions/gallery."""

from schema.env.base import Env


class GalleryEnv(Env):
    core_table: str
    ephemeral_table: str
    public_url_parameter: str
    signing_key_parameter: str
    cursor_key_parameter: str
    origin_proof_secret: str
