"""Signatures: the vendors' own examples are accepted, and nothing that was changed."""

import hashlib
import hmac

import pytest

from pixelflare.dialects import Scheme, VendorSignature, translate, verify

SOURCE = "alice/trips/beach.jpg"
KNOWN = {
    # imgproxy's documentation: key "secret", salt "hello"
    Scheme.IMGPROXY: (
        VendorSignature(
            Scheme.IMGPROXY,
            "/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png",
            "oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8",
        ),
        {"key": "736563726574", "salt": "68656c6c6f"},
    ),
    # published for thumbor's client libraries
    Scheme.THUMBOR: (
        VendorSignature(Scheme.THUMBOR, "300x200/my.server.com/some/path/to/image.jpg", "8ammJH8D-7tXy6kU3lTvoXlhu4o="),
        {"key": "my-security-key"},
    ),
    # published for Cloudinary's client libraries
    Scheme.CLOUDINARY: (VendorSignature(Scheme.CLOUDINARY, "c_crop,h_20,w_10/image.jpg", "Ai4Znfl3"), {"key": "b"}),
    Scheme.IMAGEKIT: (
        VendorSignature(
            Scheme.IMAGEKIT,
            "tr:w-300/alice/trips/beach.jpg1700000000",
            hmac.new(b"private", b"tr:w-300/alice/trips/beach.jpg1700000000", "sha1").hexdigest(),
        ),
        {"key": "private"},
    ),
}


@pytest.mark.parametrize("scheme", list(Scheme))
def test_a_signature_holds_for_its_text_and_its_key_only(scheme: Scheme) -> None:
    signature, keys = KNOWN[scheme]
    assert verify(signature, **keys)
    assert not verify(signature._replace(text=signature.text + "x"), **keys)
    assert not verify(signature._replace(value=signature.value[:-1]), **keys)
    assert not verify(signature._replace(value=""), **keys)
    assert not verify(signature._replace(value="é" + signature.value[1:]), **keys)
    assert not verify(signature, **keys | {"key": keys["key"][::-1] + "00"})


@pytest.mark.parametrize("scheme", list(Scheme))
def test_an_empty_key_never_made_a_signature(scheme: Scheme) -> None:
    made = hmac.new(b"", KNOWN[scheme][0].text.encode(), "sha1").hexdigest()
    assert not verify(KNOWN[scheme][0]._replace(value=made), key="")


@pytest.mark.parametrize("value", ["2hbrSMPO", "2hbrSMPOjj5BJ4xV7SgFbRDevFaQNUFf", "v2fTPYTu"])
def test_cloudinary_signs_by_sha_1_and_by_sha_256(value: str) -> None:
    assert verify(VendorSignature(Scheme.CLOUDINARY, "sample.jpg", value), key="b")


def test_imgproxy_digests_may_be_cut_only_as_the_operator_says() -> None:
    signature, keys = KNOWN[Scheme.IMGPROXY]
    short = signature._replace(value=signature.value[:11])
    assert not verify(short, **keys)
    assert verify(signature._replace(value="oKfUtW34Dvo"), **keys, size=8)
    for size in (0, 33):
        with pytest.raises(ValueError, match="size"):
            verify(signature, **keys, size=size)
    with pytest.raises(ValueError, match="hex"):
        verify(signature, key="secret")


def test_imgproxy_signs_everything_behind_the_signature() -> None:
    value = "oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8"
    found = translate(f"/{value}/w:300/exp:1700000000/plain/{SOURCE}@png")
    assert found is not None
    assert found.signature == VendorSignature(Scheme.IMGPROXY, f"/w:300/exp:1700000000/plain/{SOURCE}@png", value)
    assert found.expires_at == 1_700_000_000


@pytest.mark.parametrize("padding", ["=", "%3D", "%3d"])
def test_thumbor_signs_everything_behind_the_signature(padding: str) -> None:
    found = translate(f"/8ammJH8D-7tXy6kU3lTvoXlhu4o{padding}/300x200/http%3A%2F%2Fexample.com/{SOURCE}")
    assert found is not None
    signed = f"300x200/http%3A%2F%2Fexample.com/{SOURCE}"
    assert found.signature == VendorSignature(Scheme.THUMBOR, signed, "8ammJH8D-7tXy6kU3lTvoXlhu4o=")


@pytest.mark.parametrize("value", ["Ai4Znfl3", "2hbrSMPOjj5BJ4xV7SgFbRDevFaQNUFf"])
@pytest.mark.parametrize("kind", ["upload", "authenticated"])
def test_cloudinary_signs_transformations_and_source_without_the_version(value: str, kind: str) -> None:
    found = translate(f"/demo/image/{kind}/s--{value}--/c_limit,w_300/f_auto/v12/{SOURCE}")
    assert found is not None
    assert found.signature == VendorSignature(Scheme.CLOUDINARY, f"c_limit,w_300/f_auto/{SOURCE}", value)


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        (f"/demo/tr:w-300/{SOURCE}", "ik-t=1700000000&ik-s=ab", f"tr:w-300/{SOURCE}1700000000"),
        (f"/tr:w-300/{SOURCE}", "ik-s=ab", f"tr:w-300/{SOURCE}9999999999"),
        (f"/{SOURCE}", "tr=w-300&updatedAt=7&ik-s=ab", f"{SOURCE}?tr=w-300&updatedAt=79999999999"),
    ],
)
def test_imagekit_signs_what_stands_behind_the_endpoint_and_the_expiry(path: str, query: str, text: str) -> None:
    found = translate(path, query)
    assert found is not None
    assert found.signature is not None
    assert found.signature[:3] == (Scheme.IMAGEKIT, text, "ab")
    assert found.expires_at == (1_700_000_000 if "ik-t" in query else None)


def test_imagekit_signs_with_the_account_or_without_when_nothing_in_the_path_tells() -> None:
    key = "private"
    for signed, right in [(SOURCE, True), (SOURCE.partition("/")[2], True), (SOURCE.rpartition("/")[2], False)]:
        value = hmac.new(key.encode(), f"{signed}?tr=w-3009999999999".encode(), hashlib.sha1).hexdigest()
        found = translate(f"/{SOURCE}", f"tr=w-300&ik-s={value}")
        assert found is not None
        assert found.signature is not None
        assert verify(found.signature, key=key) is right, signed


def test_a_signature_from_one_address_does_not_sign_another() -> None:
    key = "private"
    value = hmac.new(key.encode(), f"tr:w-300/{SOURCE}9999999999".encode(), hashlib.sha1).hexdigest()
    mine, other = (translate(f"/tr:w-{width}/{SOURCE}", f"ik-s={value}") for width in (300, 301))
    assert mine is not None
    assert other is not None
    assert mine.signature is not None
    assert other.signature is not None
    assert (verify(mine.signature, key=key), verify(other.signature, key=key)) == (True, False)


@pytest.mark.parametrize(
    ("signed", "moved"),
    [
        ("tr=w-512&ik-t=1700000000", "tr=w-51&ik-t=21700000000"),
        ("tr=w-300&v=12&ik-t=1700000000", "tr=w-300&v=1&ik-t=21700000000"),
        ("tr=w-512", "tr=w-51&ik-t=29999999999"),
        ("tr=w-20&ik-t=1700000000", "tr=w-201&ik-t=700000000"),
    ],
)
def test_no_digit_of_an_imagekit_address_counts_as_its_expiry(signed: str, moved: str) -> None:
    found = translate(f"/{SOURCE}", f"{signed}&ik-s=ab")
    assert found is not None
    assert found.signature is not None
    with pytest.raises(ValueError, match="ik-t: expected a Unix time of ten digits"):
        translate(f"/{SOURCE}", f"{moved}&ik-s=ab")
