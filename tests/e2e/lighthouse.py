"""`python -m tests.e2e.lighthouse` measures pages of the application with Lighthouse, into benchmarks/results/lighthouse.md."""

import sys

from tests.assembly import ROOT
from tests.e2e.browser import run_against_local_cloud

if __name__ == "__main__":
    folder, results = ROOT / sys.argv[1], ROOT / "benchmarks/results/lighthouse.md"
    sys.exit(run_against_local_cloud(["node", "lighthouse.js", str(folder), str(results)]))
