"""thumbor in an environment of its own below .cache/peers, reading files, keeping nothing. Nothing of it is shipped.

What is published about imgproxy, which no package registry has: requests a second on one c7i.large, 100 photographs of
DIV2K to fit 512 x 512, from imgproxy's own https://github.com/imgproxy/image-servers-benchmark (results/x86_64.md).
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import servers

THUMBOR = "thumbor==7.8.0"
PLACE = Path(__file__).resolve().parents[1] / ".cache" / "peers" / THUMBOR
PUBLISHED = {"JPEG to JPEG, quality 80": (79.62, 51.64), "WebP to WebP, quality 75": (22.04, 13.17)}
"""Requests a second of imgproxy and of thumbor."""
_SETTINGS = """
LOADER = "thumbor.loaders.file_loader"
FILE_LOADER_ROOT_PATH = "{root}"
STORAGE = "thumbor.storages.no_storage"
RESULT_STORAGE = None
ALLOW_UNSAFE_URL = True
QUALITY = WEBP_QUALITY = 80
"""


@contextmanager
def running(folder: Path, *, root: Path) -> Iterator[tuple[str, int]]:
    """The address and process of one thumbor that serves the files below `root`."""
    _install()
    settings = folder / "thumbor.conf"
    settings.write_text(_SETTINGS.format(root=root))
    port = servers.free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(PLACE / "bin" / "thumbor"), f"--port={port}", "--ip=127.0.0.1", f"--conf={settings}"]
    with servers.running([*command, "--log-level=error"], is_ready=lambda: _answers(url)) as process:
        yield url, process.pid


def address(width: int, name: str) -> str:
    return f"/unsafe/{width}x/filters:format(webp)/{name}"


def pillow_version() -> str:
    """Of thumbor's own Pillow, once it is installed."""
    command = [str(PLACE / "bin" / "python"), "-c", "import PIL; print(PIL.__version__)"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _install() -> None:
    if not (PLACE / "bin" / "thumbor").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE)], check=True)
        pip = [str(PLACE / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, THUMBOR], check=True)


def _answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthcheck") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False
