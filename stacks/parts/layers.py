"""The two layers every function stands on: our own code, and the packages it needs."""

import shutil
import tempfile
from pathlib import Path

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = "layers/deps/requirements.txt"
BUILT_PACKAGES = ROOT / "layers" / "deps" / "build"

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64


def app_layers(scope: Construct) -> list[lambda_.ILayerVersion]:
    """The packages below, our code above. Made in the stack that uses them: a layer never crosses a stack border."""
    return [_packages(scope), _shared(scope)]


def _shared(scope: Construct) -> lambda_.LayerVersion:
    """`pixelflare` and `schema` in one asset, importable by the same names as everywhere else."""
    with tempfile.TemporaryDirectory() as staging:
        python = Path(staging) / "python"
        skip = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / "layers" / "shared" / "python" / "pixelflare", python / "pixelflare", ignore=skip)
        shutil.copytree(ROOT / "schema", python / "schema", ignore=skip)
        return _layer(scope, "Shared", staging)


def _packages(scope: Construct) -> lambda_.LayerVersion:
    """The third-party packages, as `make layer` has built them for Lambda.

    Synthesis needs no network: without a build the layer holds a placeholder, good for everything but deploying.
    """
    if BUILT_PACKAGES.is_dir():
        layer = _layer(scope, "Packages", str(BUILT_PACKAGES))
    else:
        print("note: layers/deps/build is missing, so the package layer is a placeholder; run `make layer` to deploy")
        with tempfile.TemporaryDirectory() as staging:
            (Path(staging) / "PLACEHOLDER").write_text("Run `make layer` before deploying.\n")
            layer = _layer(scope, "Packages", staging)
    resource = layer.node.default_child
    assert isinstance(resource, lambda_.CfnLayerVersion)
    resource.add_metadata("Packages", PACKAGES)
    return layer


def _layer(scope: Construct, id_: str, folder: str) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        id_,
        code=lambda_.Code.from_asset(folder, exclude=["**/__pycache__"]),
        compatible_runtimes=[RUNTIME],
        compatible_architectures=[ARCHITECTURE],
    )
