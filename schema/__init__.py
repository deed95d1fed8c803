"""The contract that stacks, functions, tests and the web application share: pydantic models and constants, without
behaviour."""
