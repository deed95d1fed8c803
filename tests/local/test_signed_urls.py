"""Signed addresses, signed by AWS's own library, through the running edge."""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from local.cloud import LocalCloud
from local.provisioned import Provisioned
from local.resolve import UnresolvedError
from local.signing_keys import key_group
from tests.local import tiny

Sign = Callable[..., str]


def later(seconds: float = 60) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def signer(cloud: LocalCloud, *, key_id: str | None = None, hashed: Any = hashes.SHA1) -> CloudFrontSigner:
    ssm = cloud.client("ssm")
    text = ssm.get_parameter(Name="/tiny/signer", WithDecryption=True)["Parameter"]["Value"]
    key = load_pem_private_key(text.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    known = ssm.get_parameter(Name="/tiny/key-id")["Parameter"]["Value"]
    return CloudFrontSigner(key_id or known, lambda message: key.sign(message, padding.PKCS1v15(), hashed()))


@pytest.fixture
def web(cloud: LocalCloud) -> Iterator[httpx.Client]:
    """A client that names the edge as a person does: the signature is bound to that name."""
    transport = httpx.HTTPTransport(local_address="127.0.0.1")
    with httpx.Client(base_url=cloud.url, transport=transport, timeout=30) as client:
        yield client


@pytest.fixture(autouse=True)
def cold(cloud: LocalCloud) -> None:
    cloud.edge.cache.clear()


def policy(resource: str, **conditions: Any) -> str:
    ends = {"DateLessThan": {"AWS:EpochTime": int(time.time()) + 60}}
    return json.dumps({"Statement": [{"Resource": resource, "Condition": {**ends, **conditions}}]})


def custom(cloud: LocalCloud, path: str, text: str, **signing: Any) -> str:
    return str(signer(cloud, **signing).generate_presigned_url(cloud.url + path, policy=text))


def code(answer: httpx.Response) -> str:
    assert answer.status_code == 403, answer.text
    assert answer.headers["x-cache"] == "Error from cloudfront"
    found = re.search(r"<Code>(\w+)</Code>", answer.text)
    return found[1] if found else ""


def test_the_key_has_an_id_as_cloudfront_gives_it(cloud: LocalCloud) -> None:
    assert re.fullmatch(r"K[0-9A-Z]{13}", cloud.client("ssm").get_parameter(Name="/tiny/key-id")["Parameter"]["Value"])


def test_a_key_that_is_no_placeholder_counts_as_it_stands(tmp_path: Path) -> None:
    public = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    delivery = tiny.delivery()
    signer = delivery["Resources"]["Signer"]
    signer["Metadata"]["Placeholder"] = False
    signer["Properties"]["PublicKeyConfig"]["EncodedKey"] = pem
    here = Provisioned(tiny.application(tmp_path, delivery=delivery), "localhost:1")
    members = here.identifier(here.assembly.stack("tiny-delivery").resources["Members"])
    assert [key.public_numbers() for key in key_group(here, members).values()] == [public.public_numbers()]


def test_a_placeholder_that_is_not_marked_as_one_is_an_error(tmp_path: Path) -> None:
    delivery = tiny.delivery()
    del delivery["Resources"]["Signer"]["Metadata"]
    here = Provisioned(tiny.application(tmp_path, delivery=delivery), "localhost:1")
    members = here.identifier(here.assembly.stack("tiny-delivery").resources["Members"])
    with pytest.raises(UnresolvedError, match="Signer"):
        key_group(here, members)


@pytest.mark.parametrize("path", ["/members/one", "/members/one?v=2&w=3"])
def test_a_canned_policy_opens_exactly_its_address(cloud: LocalCloud, web: httpx.Client, path: str) -> None:
    url = signer(cloud).generate_presigned_url(cloud.url + path, date_less_than=later())
    assert web.get(url).status_code == 200
    assert code(web.get(url.replace("/members/one", "/members/two"))) == "AccessDenied"
    assert code(web.get(url + "&more=1")) == "AccessDenied"


def test_a_custom_policy_opens_what_its_wildcards_match(cloud: LocalCloud, web: httpx.Client) -> None:
    text = policy(f"{cloud.url}/members/a?b/*")
    for path, is_open in [("/members/axb/1", True), ("/members/axb/1?v=1", True), ("/members/axxb/1", False)]:
        answer = web.get(custom(cloud, path, text))
        assert (answer.status_code == 200) == is_open, path


def test_both_ways_to_hash_are_understood_and_no_third(cloud: LocalCloud, web: httpx.Client) -> None:
    text = policy(f"{cloud.url}/members/*")
    url = custom(cloud, "/members/one", text, hashed=hashes.SHA256)
    assert code(web.get(url)) == "AccessDenied"
    assert web.get(url + "&Hash-Algorithm=SHA256").status_code == 200
    assert web.get(custom(cloud, "/members/one", text) + "&Hash-Algorithm=SHA1").status_code == 200
    assert code(web.get(custom(cloud, "/members/one", text) + "&Hash-Algorithm=MD5")) == "AccessDenied"


@pytest.mark.parametrize(
    ("conditions", "is_open"),
    [
        ({"DateGreaterThan": {"AWS:EpochTime": 1}}, True),
        ({"DateGreaterThan": {"AWS:EpochTime": 4102444800}}, False),
        ({"DateLessThan": {"AWS:EpochTime": 1}}, False),
        ({"IpAddress": {"AWS:SourceIp": "127.0.0.0/8"}}, True),
        ({"IpAddress": {"AWS:SourceIp": "0.0.0.0/0"}}, True),
        ({"IpAddress": {"AWS:SourceIp": "192.0.2.7"}}, False),
        ({"StringEquals": {"aws:Referer": "x"}}, False),
    ],
)
def test_every_condition_has_to_hold(
    cloud: LocalCloud, web: httpx.Client, conditions: dict[str, Any], is_open: bool
) -> None:
    answer = web.get(custom(cloud, "/members/one", policy(f"{cloud.url}/members/*", **conditions)))
    assert answer.status_code == 200 if is_open else code(answer) == "AccessDenied"


def test_an_address_ends_when_it_says_so(cloud: LocalCloud, web: httpx.Client) -> None:
    url = signer(cloud).generate_presigned_url(f"{cloud.url}/members/one", date_less_than=later(-1))
    assert code(web.get(url)) == "AccessDenied"


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        '{"Statement": []}',
        '{"Statement": [{"Resource": "*"}]}',
        '{"Statement": [{"Resource": "*", "Condition": {}}]}',
        '{"Statement": [{"Resource": 5, "Condition": {"DateLessThan": {"AWS:EpochTime": 4102444800}}}]}',
        '{"Statement": [{"Resource": "*", "Condition": {"DateLessThan": {"AWS:EpochTime": "tomorrow"}}}]}',
        '{"Statement": [{"Resource": "*", "Condition": {"DateLessThan": {"AWS:EpochTime": 4102444800},'
        ' "IpAddress": {"AWS:SourceIp": "here"}}}]}',
    ],
)
def test_a_policy_of_the_wrong_shape_opens_nothing_though_it_is_signed(
    cloud: LocalCloud, web: httpx.Client, text: str
) -> None:
    assert code(web.get(custom(cloud, "/members/one", text))) == "MalformedPolicy"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda query: {}, "MissingKey"),
        (lambda query: {**query, "Key-Pair-Id": "KAAAAAAAAAAAAA"}, "InvalidKey"),
        (lambda query: {**query, "Signature": "AAAA"}, "AccessDenied"),
        (lambda query: {**query, "Signature": "%"}, "MalformedSignature"),
        (lambda query: {name: value for name, value in query.items() if name != "Signature"}, "AccessDenied"),
        (lambda query: {name: value for name, value in query.items() if name != "Policy"}, "MissingParameter"),
        (lambda query: {**query, "Policy": "%"}, "MalformedPolicy"),
        (lambda query: {**query, "Policy": forged(query["Policy"])}, "AccessDenied"),
    ],
)
def test_whatever_is_missing_or_changed_the_address_stays_shut(
    cloud: LocalCloud, web: httpx.Client, change: Callable[[dict[str, str]], dict[str, str]], expected: str
) -> None:
    url = custom(cloud, "/members/one", policy(f"{cloud.url}/members/one"))
    query = change(dict(parse_qsl(urlsplit(url).query)))
    assert code(web.get("/members/one?" + urlencode(query))) == expected


def forged(text: str) -> str:
    """The same policy for more addresses, not signed anew."""
    bounded = base64.b64decode(text.translate(str.maketrans("-_~", "+=/")))
    return base64.b64encode(bounded.replace(b"/members/one", b"/members/*")).decode().translate(_SUBSTITUTED)


_SUBSTITUTED = str.maketrans("+=/", "-_~")


def test_a_parameter_given_twice_opens_nothing(cloud: LocalCloud, web: httpx.Client) -> None:
    url = custom(cloud, "/members/one", policy(f"{cloud.url}/members/*"))
    assert code(web.get(f"{url}&Key-Pair-Id=KAAAAAAAAAAAAA")) == "AccessDenied"


def test_the_host_that_counts_is_the_one_the_viewer_used(cloud: LocalCloud, web: httpx.Client) -> None:
    url = custom(cloud, "/members/one", policy(f"{cloud.url}/members/*"))
    assert code(web.get(url, headers={"Host": f"127.0.0.1:{cloud.port}"})) == "AccessDenied"


def test_the_signature_goes_no_further_than_the_edge(cloud: LocalCloud, web: httpx.Client) -> None:
    """Two signers share one cached object, and the rest of the query still makes its key."""
    text = policy(f"{cloud.url}/members/*")
    first = web.get(custom(cloud, "/members/same?v=1", text))
    other = policy(f"{cloud.url}/members/sam*")
    again = web.get(custom(cloud, "/members/same?v=1", other))
    assert (first.headers["x-cache"], again.headers["x-cache"]) == ("Miss from cloudfront", "Hit from cloudfront")
    assert first.text == again.text
    assert web.get(custom(cloud, "/members/same?v=2", text)).text != first.text


def test_what_is_cached_is_as_shut_as_what_is_not_and_a_refusal_is_not_kept(
    cloud: LocalCloud, web: httpx.Client
) -> None:
    url = custom(cloud, "/members/kept", policy(f"{cloud.url}/members/*"))
    assert code(web.get("/members/kept")) == "MissingKey"
    assert web.get(url).status_code == 200
    assert code(web.get("/members/kept")) == "MissingKey"
    assert web.get(url).headers["x-cache"] == "Hit from cloudfront"


def test_the_signature_is_looked_at_before_the_edge_function_runs(cloud: LocalCloud, web: httpx.Client) -> None:
    assert "x-seen" not in web.get("/members/short/one").headers
    answer = web.get(custom(cloud, "/members/short/one", policy(f"{cloud.url}/members/short/*")))
    assert answer.headers["x-seen"] == "/members/long/one"


def test_other_behaviours_need_no_signature(web: httpx.Client) -> None:
    assert web.get("/made/free").status_code == 200
