"""Keys of tables and objects, and cache tags: spelled here and nowhere else."""

Key = dict[str, str]
