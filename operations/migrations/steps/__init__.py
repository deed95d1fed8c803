"""All migrations, in their order. A migration that has been released never changes, and none is put in between."""

from operations.migrations.migration import Migration
from operations.migrations.steps import (
    m0001_stale_paths,
    m0002_due_work,
    m0003_usage,
    m0004_tag_counts,
    m0005_looks,
    m0006_search,
    m0007_costs,
    m0008_notices,
    m0009_on_demand,
)

MIGRATIONS: tuple[Migration, ...] = (
    m0001_stale_paths.MIGRATION,
    m0002_due_work.MIGRATION,
    m0003_usage.MIGRATION,
    m0004_tag_counts.MIGRATION,
    m0005_looks.MIGRATION,
    m0006_search.MIGRATION,
    m0007_costs.MIGRATION,
    m0008_notices.MIGRATION,
    m0009_on_demand.MIGRATION,
)
