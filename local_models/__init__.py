"""Models that look at pictures on this machine: fetched from packages, and turned into ONNX. For `make run` and tests only.

Lambda has none of them, and no function imports this package.
"""
