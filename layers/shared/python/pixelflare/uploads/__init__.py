"""Uploads: reserve a path, receive bytes by a form, in parts or directly, and check them."""

from pixelflare.uploads.accept import AcceptServices, accept_upload
from pixelflare.uploads.claims import ClaimServices
from pixelflare.uploads.direct import put_upload
from pixelflare.uploads.downloads import download_address
from pixelflare.uploads.forms import FORM, FormUpload, is_form, read_form
from pixelflare.uploads.holding import Holding
from pixelflare.uploads.many import Reserved, read_request, reserve_each
from pixelflare.uploads.multipart import (
    MultipartServices,
    abort_parts,
    begin_parts,
    complete_parts,
    drop_parts,
    parts_progress,
    sign_part,
)
from pixelflare.uploads.names import name_in, path_filename
from pixelflare.uploads.reserve import names_in, reserve_image
from pixelflare.uploads.tokens import UploadGrant, read_upload_token, upload_token
from pixelflare.uploads.unfinished import announce_unfinished

__all__ = [
    "FORM",
    "AcceptServices",
    "ClaimServices",
    "FormUpload",
    "Holding",
    "MultipartServices",
    "Reserved",
    "UploadGrant",
    "abort_parts",
    "accept_upload",
    "announce_unfinished",
    "begin_parts",
    "complete_parts",
    "download_address",
    "drop_parts",
    "is_form",
    "name_in",
    "names_in",
    "parts_progress",
    "path_filename",
    "put_upload",
    "read_form",
    "read_request",
    "read_upload_token",
    "reserve_each",
    "reserve_image",
    "sign_part",
    "upload_token",
]
