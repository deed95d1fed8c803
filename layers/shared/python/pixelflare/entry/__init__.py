"""How a function is entered: HTTP requests and queue batches. The only layer that catches what nobody expected."""
