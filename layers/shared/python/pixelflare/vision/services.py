"""What is known of pictures is read and changed with this."""

from dataclasses import dataclass

from pixelflare.catalog import ImageStore
from pixelflare.vision.allowance import AnalysisAllowance
from pixelflare.vision.analyses import ContentAnalyses
from pixelflare.vision.store import RecognitionStore
from pixelflare.vision.thresholds import Thresholds


@dataclass(frozen=True)
class RecognitionServices:
    images: ImageStore
    recognitions: RecognitionStore
    analyses: ContentAnalyses
    thresholds: Thresholds
    allowance: AnalysisAllowance
