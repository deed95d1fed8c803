"""What an operator runs around a deployment: `make deploy`, `make keys`, `make smoke` and the cost page."""
