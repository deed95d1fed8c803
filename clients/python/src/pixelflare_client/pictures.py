"""What can be uploaded, by its extension, as in docs/limits.md."""

_PICTURES = "jpg jpeg jpe jfif jif pjp pjpeg png apng gif webp avif heic heif hif tif tiff bmp ico"
_VIDEOS = "mp4 m4v mov 3gp 3g2 avi mkv webm mpg mpeg mts m2ts wmv mp mv"
PICTURES = frozenset(f".{each}" for each in _PICTURES.split())
VIDEOS = frozenset(f".{each}" for each in _VIDEOS.split())
"""Also the moving halves of live photos, such as `.MP` and `.MV`."""
