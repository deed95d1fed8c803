"""Shared foundations of every domain: errors, clock, ids, signatures, logs."""
