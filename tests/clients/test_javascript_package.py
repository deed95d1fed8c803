"""The npm package as npm packs it: TypeScript knows its types, and Node runs it."""

import json
import shutil
import tarfile
from pathlib import Path

from tests.assembly import ROOT
from tests.clients.tools import SCRIPTS, npm_tool, run


def test_packed_package_has_types_that_hold_and_addresses_that_work(tmp_path: Path) -> None:
    (packed,) = json.loads(
        run("npm", "pack", ROOT / "clients" / "javascript", "--json", "--pack-destination", tmp_path)
    )
    with tarfile.open(tmp_path / packed["filename"].replace("@", "").replace("/", "-")) as archive:
        archive.extractall(tmp_path, filter="data")
    installed = tmp_path / "node_modules" / "@pixelflare" / "image"
    installed.parent.mkdir(parents=True)
    (tmp_path / "package").rename(installed)
    shutil.copy(SCRIPTS / "image_types.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')

    run(
        npm_tool("tsc"),
        *("--strict", "--target", "es2022", "--module", "nodenext", "--outDir", tmp_path, tmp_path / "image_types.ts"),
    )

    script = f"import {{ addresses }} from '{tmp_path}/image_types.js'; console.log(addresses[3])"
    shown = run("node", "--input-type=module", "--eval", script)
    assert shown.strip() == "https://img.example.com/k3x/trip/beach.jpg/w1024"
    assert {file["path"] for file in packed["files"]} >= {
        "src/index.js",
        "src/index.d.ts",
        "src/next.js",
        "src/next.d.ts",
    }
