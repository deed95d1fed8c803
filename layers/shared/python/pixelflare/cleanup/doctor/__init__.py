"""Compares tables, buckets and the search index, and says in plain words where they disagree."""

from pixelflare.cleanup.doctor.examine import examine, owners_of
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.looks import Visit, visit

__all__ = ["DoctorServices", "Finding", "Visit", "examine", "owners_of", "visit"]
