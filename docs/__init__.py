"""The documentation, and the one page of it that is generated."""
