"""`python -m stacks.parts.edge_sizes`: how large the edge functions of a synthesis are, and how large they may be."""

import json
import sys
from pathlib import Path

from stacks.parts.edge_code import BOUNDS, KINDS, MAX_BYTES, Kind


def sizes(template: Path) -> dict[Kind, int]:
    """Bytes of each function as it is deployed, by its kind."""
    resources = json.loads(template.read_text())["Resources"].items()
    codes = {
        name: each["Properties"]["FunctionCode"]
        for name, each in resources
        if each["Type"] == "AWS::CloudFront::Function"
    }
    return {
        kind: len(code.encode())
        for kind in KINDS
        for name, code in codes.items()
        if name.startswith(f"Edge{kind.title()}")
    }


def main(folder: str = "cdk.out") -> None:
    print(f"Edge functions, bytes as deployed (CloudFront takes {MAX_BYTES:,}):")
    for kind, size in sizes(Path(folder) / "delivery.template.json").items():
        print(f"  {kind:<9} {size:>6,} of {BOUNDS[kind]:,}")


if __name__ == "__main__":
    main(*sys.argv[1:])
