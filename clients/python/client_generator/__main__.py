import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from client_generator import generate

generate()
