"""The format of encrypted backups: what opens, what does not, and that it stays what older backups have."""

import json
import struct
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pixelflare.backups import recovery
from pixelflare.backups.recovery import Keyring, new_recovery_key, vault_of
from pixelflare.backups.vault import CHUNK_BYTES, HEADER_BYTES, TAG_BYTES, Vault, header_of, sealed_size
from pixelflare.base.errors import SourceFailed, WrongRecoveryKey

VECTORS = json.loads((Path(__file__).parent / "vault_vectors.json").read_text())
SALT = bytes(range(16))
NAME = "originals/img_1/a.vault"
SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES


@pytest.fixture(scope="module")
def vault() -> Vault:
    return vault_of("correct horse battery staple", salt=SALT)


def opened(vault: Vault, sealed: bytes, *, name: str = NAME) -> bytes:
    body, _ = Keyring(vault).opened(iter([sealed]), name=name)
    return b"".join(body)


def three_chunks(vault: Vault) -> list[bytes]:
    """Header, and three chunks of which the last is short."""
    sealed = vault.sealed(bytes(2 * CHUNK_BYTES) + b"end", name=NAME)
    cuts = [0, HEADER_BYTES, HEADER_BYTES + SEALED_CHUNK, HEADER_BYTES + 2 * SEALED_CHUNK, len(sealed)]
    return [sealed[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_any_number_of_bytes_comes_back_and_the_size_is_known_before(vault: Vault, size: int) -> None:
    body = (b"picture " * (size // 8 + 1))[:size]
    pieces = [body[start : start + 70_001] for start in range(0, size, 70_001)]
    sealed = b"".join(vault.sealing(pieces, name=NAME))
    assert len(sealed) == sealed_size(size)
    assert opened(vault, sealed) == body
    assert size < 8 or body[:8] not in sealed


def test_what_is_not_encrypted_passes_as_it_is(vault: Vault) -> None:
    for body in (b"", b"{}", b"x" * 200):
        found, by = Keyring(vault).opened(iter([body]), name=NAME)
        assert (b"".join(found), by) == (body, None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_vectors_are_written_and_read_as_ever(vector: dict[str, Any]) -> None:
    made = vault_of(vector["recovery_key"], salt=bytes.fromhex(vector["salt"]))
    body = bytes.fromhex(vector["repeat"]) * vector["times"]
    assert made.key_id.hex() == vector["key_id"]
    assert made.hidden("0" * 64) == vector["hidden"]
    sealed = made.sealed(body, name=vector["name"])
    assert (sealed[:HEADER_BYTES].hex(), sha256(sealed).hexdigest()) == (vector["header"], vector["sealed_sha256"])
    assert opened(made, sealed, name=vector["name"]) == body


def test_records_are_encrypted_alike_each_time_and_pictures_never(vault: Vault) -> None:
    assert vault.sealed(b"record", name="images/a.jsonl") == vault.sealed(b"record", name="images/a.jsonl")
    others = (vault.sealed(b"Record", name="images/a.jsonl"), vault.sealed(b"record", name="images/b.jsonl"))
    seeds = {header_of(each).seed for each in (vault.sealed(b"record", name="images/a.jsonl"), *others)}  # type: ignore[union-attr]
    assert len(seeds) == 3
    assert b"".join(vault.sealing([b"x"], name=NAME)) != b"".join(vault.sealing([b"x"], name=NAME))


def changes(header: bytes, one: bytes, two: bytes, last: bytes) -> Iterator[tuple[str, bytes]]:
    yield "the last chunk is missing", header + one + two
    yield "all but the first chunk is missing", header + one
    yield "there is no chunk", header
    yield "the end of the last chunk is missing", header + one + two + last[:-1]
    yield "chunks have changed places", header + two + one + last
    yield "a chunk comes twice", header + one + one + two + last
    yield "something follows", header + one + two + last + b"x"
    yield "the last chunk comes twice", header + one + two + last + last
    yield "a bit of a chunk is another", header + one + bytes([two[0] ^ 1]) + two[1:] + last
    yield "the seed is another", header[:40] + bytes([header[40] ^ 1]) + header[41:] + one + two + last
    yield "the size of chunks is another", header[:-4] + struct.pack(">I", CHUNK_BYTES // 2) + one + two + last


def test_whatever_is_changed_is_refused_in_words(vault: Vault) -> None:
    tried = list(changes(*three_chunks(vault)))
    assert len(tried) == 11
    for what, sealed in tried:
        with pytest.raises(SourceFailed, match=r"was changed, or is not whole: its chunk \d does not open"):
            assert opened(vault, sealed), what


def test_object_under_another_name_or_with_chunks_of_another_is_refused(vault: Vault) -> None:
    sealed, other = (b"".join(vault.sealing([b"picture"], name=NAME)) for _ in range(2))
    for mixed, name in ((sealed, "originals/img_2/a.vault"), (sealed[:HEADER_BYTES] + other[HEADER_BYTES:], NAME)):
        with pytest.raises(SourceFailed, match="does not open"):
            opened(vault, mixed, name=name)


@pytest.mark.parametrize("size", [0, 2**24 + 1, 2**32 - 1])
def test_header_that_asks_for_too_much_is_refused(vault: Vault, size: int) -> None:
    sealed = vault.sealed(b"x", name=NAME)
    with pytest.raises(SourceFailed, match="damaged"):
        opened(vault, sealed[: HEADER_BYTES - 4] + struct.pack(">I", size) + sealed[HEADER_BYTES:])
    with pytest.raises(SourceFailed, match="ends within its header"):
        opened(vault, sealed[: HEADER_BYTES - 1])


def test_recovery_key_opens_what_another_does_not(vault: Vault) -> None:
    sealed = vault.sealed(b"record", name=NAME)
    for given in (" correct horse battery staple\n", "correct horse battery staple"):
        body, _ = Keyring(recovery_key=given).opened(iter([sealed]), name=NAME)
        assert b"".join(body) == b"record"
    with pytest.raises(WrongRecoveryKey, match="not the recovery key"):
        Keyring(recovery_key="Correct horse battery staple").opened(iter([sealed]), name=NAME)
    with pytest.raises(WrongRecoveryKey, match="is needed"):
        Keyring().opened(iter([sealed]), name=NAME)


def test_bucket_full_of_salts_does_not_keep_a_restore_busy(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    derived: list[bytes] = []

    def derive(_: str, *, salt: bytes) -> Vault:
        derived.append(salt)
        return Vault(bytes(32), salt=salt)

    monkeypatch.setattr(recovery, "vault_of", derive)
    keyring, sealed = Keyring(recovery_key="some recovery key"), vault.sealed(b"x", name=NAME)
    for number in range(100):
        with pytest.raises(WrongRecoveryKey):
            keyring.opened(iter([sealed[:8] + struct.pack(">16s", str(number).encode()) + sealed[24:]]), name=NAME)
    assert len(derived) == 16


def test_made_recovery_keys_are_long_and_different() -> None:
    made = {new_recovery_key() for _ in range(100)}
    assert len(made) == 100
    assert {len(each.replace("-", "")) for each in made} == {32}
