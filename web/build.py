"""Put scripts that are used as published into the built documentation, web/dist/docs/scripts.

They are the API reference's renderer and what draws diagrams. The renderer is one file of a published npm package. It
is taken with `npm pack`, which installs nothing and runs nothing, and is used only if it is byte for byte the version
named here.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

HERE = Path(__file__).parent
SCRIPTS = HERE / "dist" / "docs" / "scripts"
DIAGRAMS = HERE / "docs" / "node_modules" / "@mermaid-js" / "tiny"
CACHE = HERE.parent / ".cache" / "npm"

PACKAGE = "@scalar/api-reference@1.72.1"
INTEGRITY = "sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow=="
RENDERER = "package/dist/browser/standalone.js"

LICENCE = """\
scalar.js is {package} (https://github.com/scalar/scalar), unchanged.

MIT License

Copyright (c) 2023-present Scalar

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def integrity(data: bytes) -> str:
    """Subresource integrity of some bytes, as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def fetch(package: str) -> bytes:
    """The package's tarball as the npm registry publishes it, unchecked."""
    CACHE.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(  # noqa: S603 - a constant command; npm is wherever this machine has it
        ["npm", "pack", "--silent", "--prefer-offline", "--fetch-retries=1", package],  # noqa: S607
        cwd=CACHE,
        env={**os.environ, "npm_config_loglevel": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    if packed.returncode:
        raise SystemExit(f"{package} was not fetched; this needs a network, once.\n{packed.stderr}".rstrip())
    tarball = CACHE / packed.stdout.split()[-1]
    data = tarball.read_bytes()
    tarball.unlink()
    return data


def renderer() -> bytes:
    """The reference's renderer, from the cache or the registry; stops when it is not the version pinned here."""
    cached = CACHE / f"{hashlib.sha256(INTEGRITY.encode()).hexdigest()[:16]}.tgz"
    data = cached.read_bytes() if cached.exists() else fetch(PACKAGE)
    if integrity(data) != INTEGRITY:
        raise SystemExit(f"{PACKAGE} is not what was pinned: {integrity(data)}")
    if not cached.exists():
        cached.write_bytes(data)
    with tarfile.open(cached) as archive:
        member = archive.extractfile(RENDERER)
        assert member is not None
        return member.read()


def build() -> None:
    """Copy the scripts and their licences beside the documentation's pages."""
    script = renderer()
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    (SCRIPTS / "scalar.js").write_bytes(script)
    (SCRIPTS / "scalar.LICENSE.txt").write_text(LICENCE.format(package=PACKAGE))
    shutil.copyfile(DIAGRAMS / "dist" / "mermaid.tiny.js", SCRIPTS / "mermaid.tiny.js")
    shutil.copyfile(DIAGRAMS / "LICENSE", SCRIPTS / "mermaid.tiny.LICENSE.txt")


if __name__ == "__main__":
    build()
