import os


def pytest_configure() -> None:
    """What the stacks give every function, and the library reads when it is first imported."""
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "test")
    os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "test")
