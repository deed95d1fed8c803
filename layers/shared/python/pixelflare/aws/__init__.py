"""The only package that calls AWS. It creates low-level clients on first use, and translates errors by their code."""
