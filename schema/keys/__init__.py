"""Keys of tables and objects, and cache tags. They are defined only here."""

Key = dict[str, str]
