"""Who did what, from where, and how it ended: entries that are written once and never changed."""
