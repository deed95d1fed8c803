"""What the stacks give every function, and the library reads when it is first imported: before any other conftest."""

import os

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "test")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "test")
