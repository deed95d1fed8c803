"""What machines see in pictures. Only faces so far, as boxes to cut around; nobody is recognised."""

from pixelflare.vision.faces import FaceFinder, faces_of

__all__ = ["FaceFinder", "faces_of"]
