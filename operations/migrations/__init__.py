"""Data migrations: what has to be done to records of earlier releases, in order, once, and in pieces that can be repeated."""
