"""The items of one table, in their order, and in that of each index."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.tables.errors import invalid
from local.tables.stream import Stream
from local.tables.values import Item, Value, check, item_size, sortable, type_of

MAX_ITEM_BYTES = 400 * 1024
MAX_KEY_BYTES = (2048, 1024)
Place = tuple[Any, ...]  # a key's values as they compare


@dataclass(frozen=True)
class KeySchema:
    """The attributes of a key with their types, the partition's first; `unique` when no two items share one."""

    attributes: tuple[tuple[str, str], ...]
    unique: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.attributes)

    def place(self, item: Mapping[str, Value]) -> Place:
        return tuple(sortable(item[name]) for name in self.names)

    def covers(self, item: Mapping[str, Value]) -> bool:
        return all(name in item for name in self.names)


@dataclass
class _Order:
    """The items of a partition by what follows its key."""

    places: list[Place] = field(default_factory=list)
    items: dict[Place, Item] = field(default_factory=dict)


class Index:
    """Items by partition. An item without the key's attributes is not in it."""

    def __init__(self, key: KeySchema, table_key: KeySchema) -> None:
        self.key = key
        self._table_key = table_key
        self._partitions: dict[Any, _Order] = {}

    def place(self, item: Mapping[str, Value]) -> Place:
        """Where an item stands: by the index's key, then, where several share one, by the table's."""
        own = self.key.place(item)
        return own if self.key.unique else own + self._table_key.place(item)

    def add(self, item: Item) -> None:
        if self.key.covers(item):
            partition, *rest = self.place(item)
            order = self._partitions.setdefault(partition, _Order())
            place = tuple(rest)
            if place not in order.items:
                insort(order.places, place)
            order.items[place] = item

    def discard(self, item: Item) -> None:
        if self.key.covers(item):
            partition, *rest = self.place(item)
            order, place = self._partitions[partition], tuple(rest)
            del order.items[place]
            order.places.pop(bisect_left(order.places, place))
            if not order.items:
                del self._partitions[partition]

    def get(self, place: Place) -> Item | None:
        order = self._partitions.get(place[0])
        return None if order is None else order.items.get(place[1:])

    def walk(self, partition: Any, *, after: Place | None, backwards: bool) -> Iterator[Item]:
        """The partition's items in order, from behind if wanted, beginning after a place."""
        order = self._partitions.get(partition, _Order())
        places = order.places
        if after is not None:
            at = bisect_left(places, after)
            is_there = places[at : at + 1] == [after]
            places = places[:at] if backwards else places[at + is_there :]
        for place in reversed(places) if backwards else places:
            yield order.items[place]

    def everything(self) -> Iterator[Item]:
        for order in self._partitions.values():
            yield from (order.items[place] for place in order.places)


class Table:
    """Items by their key, and in each index; they are replaced, never changed."""

    def __init__(self, key: KeySchema, indexes: Mapping[str, KeySchema], stream: Stream | None = None) -> None:
        self.stream = stream
        self.items = Index(key, key)
        self._written: list[Item] = []
        self.indexes = {name: Index(each, key) for name, each in indexes.items()}

    @property
    def key(self) -> KeySchema:
        return self.items.key

    def get(self, key: Mapping[str, Value]) -> Item | None:
        self.check_key(key)
        return self.items.get(self.key.place(key))

    def put(self, item: Item) -> None:
        old = self.items.get(self.key.place(item))
        for index in (self.items, *self.indexes.values()):
            if old is not None:
                index.discard(old)
            index.add(item)
        if self.stream is not None:
            self.stream.note(old, item)
        self._written.append({name: item[name] for name in self.key.names})

    def delete(self, key: Mapping[str, Value]) -> None:
        old = self.items.get(self.key.place(key))
        if old is not None:
            for index in (self.items, *self.indexes.values()):
                index.discard(old)
            if self.stream is not None:
                self.stream.note(old, None)
            self._written.append(dict(key))

    def take_written(self) -> list[tuple[Item, Item | None]]:
        """The keys that were written since the last call, and their items now: None where one was deleted."""
        written, self._written = self._written, []
        return [(key, self.items.get(self.key.place(key))) for key in written]

    def check_key(self, key: Mapping[str, Value]) -> None:
        if set(key) != set(self.key.names):
            raise invalid("The provided key element does not match the schema")
        self._check_types(key, self.key, "The provided key element does not match the schema")

    def check_item(self, item: Mapping[str, Value]) -> None:
        """What a table refuses to keep."""
        for name in self.key.names:
            if name not in item:
                raise invalid(f"One or more parameter values were invalid: Missing the key {name} in the item")
        for value in item.values():
            check(value)
        self._check_types(item, self.key, "One or more parameter values were invalid: Type mismatch for key")
        for index in self.indexes.values():
            self._check_types(item, index.key, "One or more parameter values were invalid: Type mismatch for Index Key")
        if item_size(item) > MAX_ITEM_BYTES:
            raise invalid("Item size has exceeded the maximum allowed size")

    def _check_types(self, item: Mapping[str, Value], key: KeySchema, refusal: str) -> None:
        for (name, kind), most in zip(key.attributes, MAX_KEY_BYTES, strict=False):
            if name not in item:
                continue
            if type_of(item[name]) != kind:
                raise invalid(refusal)
            size = item_size({"": item[name]})
            if size == 0:
                raise invalid(
                    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain "
                    f"an empty string value. Key: {name}"
                )
            if size > most:
                raise invalid(
                    f"One or more parameter values were invalid: Size of key {name} has exceeded {most} bytes"
                )
