"""The rewrites that make packages import less: what the packages offer must stay the same."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from layers.deps.build import lighten_imports
from layers.deps.imports import empty_typed_dicts, import_on_use, load_lazily

ROOT = Path(__file__).parents[2]
STOCK = Path(sysconfig.get_path("purelib"))
REWRITTEN = ("aws_lambda_powertools", "pydantic_core", "pydantic", "urllib3", "jwt", "PIL")


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages as the layer carries them."""
    packages = tmp_path_factory.mktemp("light")
    for name in REWRITTEN:
        shutil.copytree(STOCK / name, packages / name, ignore=shutil.ignore_patterns("__pycache__"))
    (packages / "pillow.libs").symlink_to(STOCK / "pillow.libs")  # where its compiled part looks, from beside it
    lighten_imports(packages)
    return packages


def test_routes_are_documented_alike_with_and_without_the_rewrites(light: Path) -> None:
    script = "import json\nfrom docs.openapi import generate\nprint(json.dumps(generate(), sort_keys=True))"
    assert _run(script, light) == _run(script, STOCK)


@pytest.mark.parametrize(
    "package", ["aws_lambda_powertools.event_handler", "aws_lambda_powertools.utilities.data_classes"]
)
def test_lazy_packages_offer_every_name_that_they_did(light: Path, package: str) -> None:
    script = (
        f"import importlib, {package} as here\n"
        f"names = {_names_offered(STOCK / package.replace('.', '/') / '__init__.py')!r}\n"
        "print(all(isinstance(getattr(here, name), type(importlib)) is False for name in names), len(names) > 10)"
    )
    assert _run(script, light) == "True True"


def test_lazy_package_without_such_a_name_says_so(light: Path) -> None:
    script = "from aws_lambda_powertools.event_handler import Resolver"
    with pytest.raises(AssertionError, match="cannot import name 'Resolver'"):
        _run(script, light)


def test_token_is_verified_with_the_rewritten_library(light: Path) -> None:
    script = (
        "import jwt\n"
        "from cryptography.hazmat.primitives.asymmetric import rsa\n"
        "from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat\n"
        "key = rsa.generate_private_key(65537, 2048)\n"
        "token = jwt.encode({'sub': 'someone'}, key, algorithm='RS256')\n"
        "print(jwt.__file__, jwt.decode(token, key.public_key(), algorithms=['RS256'])['sub'])\n"
        "der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)\n"
        "try: jwt.encode({}, der, algorithm='HS256')\n"
        "except jwt.InvalidKeyError: print('refused')"
    )
    assert _run(script, light).split() == [str(light / "jwt" / "__init__.py"), "someone", "refused"]


def test_pictures_turn_by_their_exif_with_the_rewritten_library(light: Path) -> None:
    script = (
        "import io, sys, PIL.Image, PIL.JpegImagePlugin\n"
        "print(PIL.__file__, 'PIL.ExifTags' in sys.modules)\n"
        "exif = PIL.Image.Exif()\n"
        "exif[274] = 6\n"
        "exif.get_ifd(34853)[1] = 'N'\n"
        "file = io.BytesIO()\n"
        "PIL.Image.new('RGB', (2, 3)).save(file, 'JPEG', exif=exif)\n"
        "picture = PIL.Image.open(file)\n"
        "from PIL import ImageOps\n"
        "print(picture.getexif().get_ifd(34853), ImageOps.exif_transpose(picture).size)"
    )
    assert _run(script, light).splitlines() == [f"{light / 'PIL' / '__init__.py'} False", "{1: 'N'} (3, 2)"]


def test_heic_is_decoded_beside_the_rewritten_library_and_its_decoder_never_loaded_here(light: Path) -> None:
    script = (
        "import sys, functions.cdn.handler\n"
        "print([name for name in sys.modules if 'heif' in name or 'heic' in name])\n"
        "from pixelflare.imaging import inspect\n"
        "from tests.photographs import heif_file\n"
        "data = heif_file('heif_other/invalid_id.heic')\n"
        "print(inspect(data, extension='heic').width, [name for name in sys.modules if 'heif' in name])"
    )
    assert _run(script, light).splitlines() == ["[]", "564 []"]


def test_handler_leaves_out_what_the_rewrites_are_for(light: Path) -> None:
    script = (
        "import sys, functions.api.handler\n"
        "left_out = ('importlib.metadata', 'asyncio', 'aws_lambda_powertools.event_handler.appsync',\n"
        "            'aws_lambda_powertools.utilities.data_classes.kafka_event')\n"
        "print([name for name in left_out if name in sys.modules])"
    )
    assert _run(script, light) == "[]"


def test_package_that_does_more_than_re_export_is_not_made_lazy(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("from .a import b\nb()\n")
    with pytest.raises(ValueError, match="line 2"):
        load_lazily(tmp_path / "__init__.py")


def test_name_like_its_own_module_stays_imported_at_once(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("from .one import one\nfrom .two import other\n")
    (package / "one.py").write_text("one = 1\n")
    (package / "two.py").write_text("other = 2\n")
    load_lazily(package / "__init__.py")
    script = "import package, sys\nprint(package.one, 'package.two' in sys.modules, package.other)"
    assert _run(script, tmp_path) == "1 False 2"


@pytest.mark.parametrize(
    "source", ["import version\n", "from a import version as other\n", "from a import version\nprint(version)\n"]
)
def test_import_that_can_not_move_is_refused(tmp_path: Path, source: str) -> None:
    (tmp_path / "module.py").write_text(source)
    with pytest.raises(ValueError, match="version"):
        import_on_use(tmp_path / "module.py", "version")


def test_import_moves_into_each_function_that_uses_it(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "try:\n    import sys\n    from math import e, tau\nexcept ImportError:\n    pass\n"
        "class Circle:\n    def round(self): return round(tau)\n"
        "def double(): return round(2 * tau)\n"
    )
    import_on_use(tmp_path / "module.py", "tau")
    script = "import module\nprint(hasattr(module, 'tau'), module.Circle().round(), module.double(), module.e < 3)"
    assert _run(script, tmp_path) == "False 6 13 True"


def test_import_moves_down_to_where_all_uses_are(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        "from absent import thing\n"
        "def work(wanted):\n    if wanted:\n        return [each for each in thing]\n    return 'without'\n"
    )
    import_on_use(tmp_path / "module.py", "thing")
    assert _run("import module\nprint(module.work(False))", tmp_path) == "without"


def test_module_without_typed_dicts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("class Plain:\n    a: int\n")
    with pytest.raises(ValueError, match="no TypedDict"):
        empty_typed_dicts(tmp_path / "module.py")


def _names_offered(init: Path) -> list[str]:
    text = init.read_text()
    scope: dict[str, list[str]] = {}
    exec(text[text.index("__all__") :], scope)
    return scope["__all__"]


def _run(script: str, packages: Path) -> str:
    """What the script prints when these packages come first; raises AssertionError with its errors when it fails."""
    path = os.pathsep.join((str(packages), str(STOCK), str(ROOT / "layers/shared/python"), str(ROOT)))
    environment = {"PYTHONPATH": path, "PYDANTIC_DISABLE_PLUGINS": "__all__", "POWERTOOLS_METRICS_NAMESPACE": "Test"}
    done = subprocess.run([sys.executable, "-S", "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
