"""Many paths and ids at once: whose they are. For work in the background, which has no owner to ask for."""

from collections.abc import Collection

from pixelflare.aws.table import Table
from schema.addresses.image_path import ImagePath
from schema.keys.core import id_key, owner_of_partition, path_key, user_key


class PathLookup:
    def __init__(self, table: Table) -> None:
        self._table = table

    def holders_of(self, paths: Collection[ImagePath]) -> dict[ImagePath, str]:
        """The image at each path, or the one that has moved from there. Paths without either are left out."""
        places = {(key["pk"], key["sk"]): path for path in paths for key in (path_key(path),)}
        found = self._table.get_many([{"pk": pk, "sk": sk} for pk, sk in places])
        return {
            places[item["pk"], item["sk"]]: str(item.get("image_id") or item["moved_to"])
            for item in found
            if "image_id" in item or "moved_to" in item
        }

    def owners_of(self, image_ids: Collection[str]) -> dict[str, str]:
        """Of the images that exist, also in the bin."""
        places = {id_key(image_id)["pk"]: image_id for image_id in image_ids}
        found = self._table.get_many([id_key(image_id) for image_id in places.values()])
        return {places[item["pk"]]: str(item["owner"]) for item in found}

    def existing_owners(self, owners: Collection[str]) -> frozenset[str]:
        found = self._table.get_many([user_key(owner) for owner in sorted(owners)])
        return frozenset(owner_of_partition(item["pk"]) for item in found)
