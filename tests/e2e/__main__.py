"""`python -m tests.e2e` starts the local cloud, and runs the browser tests of web/e2e against it. Arguments go to Playwright."""

import sys

from tests.e2e.browser import run_against_local_cloud

if __name__ == "__main__":
    sys.exit(run_against_local_cloud(["npx", "playwright", "test", *sys.argv[1:]]))
