"""`python -m demo seed|greet --url http://localhost:8787` fills the demo album, or prints what there is to see."""

import argparse
import sys

from demo.client import Client, wait_until_analyzed
from demo.greet import greeting
from demo.seed import seed
from demo.visits import visit

DEMO_USER = "demo"
LABELS_SECONDS = 30
"""The first picture waits for the models to be read."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("command", choices=("seed", "greet"))
    parser.add_argument("--url", default="http://localhost:8787")
    parser.add_argument("--user", default=DEMO_USER)
    parser.add_argument("--labels", action="store_true", help="wait for what models see in the photographs")
    options = parser.parse_args(arguments)
    client = Client(url=options.url.rstrip("/"), user=options.user)
    if options.command == "seed":
        added = seed(client)
        print(f"Added {len(added)} demo photographs, and looked at them {visit(client, added)} times")
        if options.labels and added:
            print(f"Models see in them: {', '.join(wait_until_analyzed(client, added, timeout=LABELS_SECONDS))}")
    else:
        print(greeting(client))


if __name__ == "__main__":
    main(sys.argv[1:])
