"""What every domain stands on: errors, clock, ids, signatures, logs."""
