"""Metadata as it stands in files: read and removed without touching the pixels' bytes."""
