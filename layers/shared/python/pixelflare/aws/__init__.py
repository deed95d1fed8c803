"""The only place that speaks to AWS. Low-level clients, made on first use; errors are translated here, by code."""
