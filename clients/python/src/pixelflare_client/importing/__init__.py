"""Pictures of folders, ZIP files and other libraries' exports, with what is known of them there.

    with sources([Path("takeout-001.zip"), Path("takeout-002.zip")]) as entries:
        plan = plan_import(entries)
        for item in plan.items:
            client.upload(item.entry, item.options)

Nothing is unpacked to the disk, and planning sends nothing.
"""

from pixelflare_client.importing.plan import Album, ImportPlan, Item, plan_import
from pixelflare_client.importing.sources import Entry, SourceFailed, sources

__all__ = ["Album", "Entry", "ImportPlan", "Item", "SourceFailed", "plan_import", "sources"]
