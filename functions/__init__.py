"""The functions, one folder each. This file is what all of them run first."""

import gc

# Importing makes more than a hundred thousand objects that stay. By default the collector looks them over for garbage every
# 700 of them, and a threshold that is reached once costs a tenth of a cold start. `with_services` lowers it for what comes then.
gc.set_threshold(1_000_000, 20, 20)

# Every function needs it. Here, because CPython's own stack grows in pieces of 16 KB: far down in nested imports the
# many small calls that compile its patterns have run right at such a seam, and each of them mapped and unmapped a
# piece - six thousand times, a sixth of a cold start. Near the bottom of the stack there is room.
import urllib3  # noqa: E402, F401
