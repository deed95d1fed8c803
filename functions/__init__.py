"""The functions, one folder each. This file is what all of them run first."""

import gc

# Importing makes some hundred thousand objects that stay. By default the collector looks them over for garbage every
# 700 of them, which takes about a tenth of a cold start; reference counting goes on as always.
gc.set_threshold(50_000, 20, 20)
