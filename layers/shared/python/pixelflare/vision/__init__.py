"""What machines see in pictures: labels, what may be unsafe, captions; and faces as boxes to cut around. Nobody is recognised."""

from pixelflare.vision.allowance import AnalysisAllowance
from pixelflare.vision.analyses import ContentAnalyses
from pixelflare.vision.asking import Models
from pixelflare.vision.classification import ClassifyServices, classify
from pixelflare.vision.corrections import correct
from pixelflare.vision.faces import FaceFinder, faces_of
from pixelflare.vision.local_models import LocalModels
from pixelflare.vision.models import Captioner, Embedder, Vectors, Viewer
from pixelflare.vision.placing import place_vector
from pixelflare.vision.reanalysis import analyze_again, next_analysis_at
from pixelflare.vision.services import RecognitionServices
from pixelflare.vision.shown import recognition_of
from pixelflare.vision.store import RecognitionStore
from pixelflare.vision.thresholds import Thresholds

__all__ = [
    "AnalysisAllowance",
    "Captioner",
    "ClassifyServices",
    "ContentAnalyses",
    "Embedder",
    "FaceFinder",
    "LocalModels",
    "Models",
    "RecognitionServices",
    "RecognitionStore",
    "Thresholds",
    "Vectors",
    "Viewer",
    "analyze_again",
    "classify",
    "correct",
    "faces_of",
    "next_analysis_at",
    "place_vector",
    "recognition_of",
]
