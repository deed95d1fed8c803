"""Where other vendors' addresses lead is spelled as the edge spells it, so that what is signed is what is made."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.accounts import VendorKey
from pixelflare.addresses.signatures import OPEN_QUALITIES, check, signature_in
from pixelflare.addresses.translated import address_of, open_options, signature_state, signed_address_of
from pixelflare.delivery.paths import parse
from pixelflare.dialects import Scheme, Translation, Vendor, VendorSignature, translate
from schema.addresses.formats import Format
from schema.addresses.option_values import Output
from schema.addresses.options import Options, canonical
from schema.addresses.variant_names import ORIGINAL, asked_name
from tests.unit.dialects.test_properties import LIKELY, SOURCE

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = b"k" * 32


def _understood(data: st.DataObject, vendor: Vendor) -> Translation | None:
    with suppress(ValueError):
        return translate(f"/{data.draw(LIKELY[vendor])}/{SOURCE}")
    return None


def _key_at_the_edge(location: str) -> str:
    """The path that the edge makes of a redirect's target, for a browser that takes WebP best."""
    parts = urlsplit(location)
    segments = parts.path.split("/")
    asked = segments[4] if len(segments) == 5 else ORIGINAL
    name = asked_name(asked, parse_qsl(parts.query), accepted=Format.WEBP)
    folder = "/".join(segments[:4])
    return folder if name.stem == ORIGINAL else f"{folder}/{name}"


@pytest.mark.parametrize("vendor", list(Vendor))
@given(data=st.data())
def test_a_signed_target_is_signed_for_what_the_edge_makes_of_it(vendor: Vendor, data: st.DataObject) -> None:
    found = _understood(data, vendor)
    if found is None:
        return
    location = signed_address_of(found, expires=int(NOW.timestamp()) + 60, key=KEY)

    path = _key_at_the_edge(location)
    assert path.startswith(f"/{SOURCE}")
    assert parse(path) is not None
    signature = signature_in(dict(parse_qsl(urlsplit(location).query)))
    if signature is not None:
        check(path.rpartition(".")[0], signature, keys=lambda: [KEY], now=NOW)  # raises when it is of something else
    else:
        assert found.options in (Options(), Options(f=found.options.f))


@pytest.mark.parametrize("vendor", list(Vendor))
@given(data=st.data())
def test_an_unsigned_target_asks_for_nothing_that_only_signatures_open_where_something_is_near(
    vendor: Vendor, data: st.DataObject
) -> None:
    found = _understood(data, vendor)
    if found is None:
        return
    target = parse(_key_at_the_edge(address_of(found)))
    assert target is not None

    opened = open_options(found.options)
    assert (opened.enlarge, opened.q in {None, *OPEN_QUALITIES}) == (False, True)
    assert open_options(opened) == canonical(opened) == opened
    as_it_was = replace(
        opened, enlarge=found.options.enlarge, q=found.options.q, fit=found.options.fit, g=found.options.g
    )
    assert replace(as_it_was, zoom=found.options.zoom) == found.options


def test_a_signature_counts_before_its_expiry_is_believed() -> None:
    found = translate(f"/tr:w-300/{SOURCE}", "ik-t=1700000000&ik-s=ab")
    assert found is not None
    forged = signature_state(found, key=VendorKey(secret="private"), now=NOW)
    assert forged == "invalid"
    assert signature_state(found, key=None, now=NOW) == "unknown"
    assert signature_state(replace(found, signature=None), key=VendorKey(secret="private"), now=NOW) == "none"


def test_the_vendors_own_example_is_valid_until_its_time() -> None:
    signature = VendorSignature(
        Scheme.THUMBOR, "300x200/my.server.com/some/path/to/image.jpg", "8ammJH8D-7tXy6kU3lTvoXlhu4o="
    )
    found = translate(f"/unsafe/300x200/{SOURCE}")
    assert found is not None
    key, now = VendorKey(secret="my-security-key"), int(NOW.timestamp())
    signed = replace(found, signature=signature)
    assert signature_state(signed, key=key, now=NOW) == "valid"
    assert signature_state(replace(signed, expires_at=now + 1), key=key, now=NOW) == "valid"
    assert signature_state(replace(signed, expires_at=now), key=key, now=NOW) == "expired"


@pytest.mark.parametrize("output", [one for one in Output if one is not Output.AUTO])
def test_a_format_that_is_asked_for_is_in_the_targets_name(output: Output) -> None:
    found = translate(f"/unsafe/{SOURCE}")
    assert found is not None
    target = parse(_key_at_the_edge(address_of(replace(found, options=canonical(Options(f=output))))))
    assert target is not None
    assert target.variant == f"f={output}"
