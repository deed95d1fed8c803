"""Access tokens, through the API: which are taken, which are not, and how often the pool is asked for its keys."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pixelflare.aws import user_pool
from pixelflare.aws.user_pool import UserPool
from tests.integration.cloud import KEY_ID, Answer, Cloud, User, public_jwk, signing_key

Get = Callable[[str | None], Answer]


@pytest.fixture
def get(cloud: Cloud) -> Get:
    """GET /v1/me with an Authorization header."""

    def call(authorization: str | None) -> Answer:
        headers = {"authorization": authorization} if authorization is not None else {}
        return cloud.api("GET", "/v1/me", headers=headers)

    return call


def signed(claims: dict[str, Any], *, key: Any = None, key_id: Any = KEY_ID) -> str:
    return jwt.encode(claims, key or signing_key(), algorithm="RS256", headers={"kid": key_id} if key_id else {})


def claims_of(user: User) -> dict[str, Any]:
    return jwt.decode(user.token(), options={"verify_signature": False})


def is_refused(answer: Answer) -> bool:
    return (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")


def encoded(part: dict[str, Any] | bytes) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_access_token_is_taken(get: Get, user: User) -> None:
    assert get(f"Bearer {user.token()}").status == 200
    assert get(f"bearer  {user.token()} ").status == 200  # RFC 9110: the scheme's case does not matter


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic eDp5", "Bearer x", "Bearer a.b.c"])
def test_no_token_or_none_at_all_like_one_is_refused(get: Get, authorization: str | None) -> None:
    assert is_refused(get(authorization))


def test_name_alone_signs_nobody_in(cloud: Cloud, user: User) -> None:
    """What the local edge turns into a token means nothing to the functions themselves."""
    user.call("GET", "/v1/me")
    answer = cloud.api("GET", "/v1/me", headers={"x-mock-auth": user.name})

    assert (answer.status, answer.body["error"]["code"]) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(("claim", "late"), [("exp", -31), ("nbf", 60), ("iat", 60)])
def test_token_outside_its_time_is_refused(get: Get, user: User, claim: str, late: int) -> None:
    assert is_refused(get(f"Bearer {user.token(**{claim: int(time.time()) + late})}"))


@pytest.mark.parametrize(("claim", "late"), [("exp", -20), ("nbf", 20), ("iat", 20)])
def test_clocks_may_differ_by_half_a_minute(get: Get, user: User, claim: str, late: int) -> None:
    assert get(f"Bearer {user.token(**{claim: int(time.time()) + late})}").status == 200


@pytest.mark.parametrize("claim", ["exp", "iat", "iss", "sub", "token_use", "client_id"])
def test_token_without_a_claim_is_refused(get: Get, user: User, claim: str) -> None:
    assert is_refused(get(f"Bearer {signed({k: v for k, v in claims_of(user).items() if k != claim})}"))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OTHER"},
        {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_OTHER"},
        {"client_id": "another-application"},
        {"token_use": "refresh"},
        {"exp": "soon"},
        {"sub": 7},
    ],
)
def test_token_of_another_pool_application_or_use_is_refused(get: Get, user: User, claims: dict[str, Any]) -> None:
    assert is_refused(get(f"Bearer {signed(claims_of(user) | claims)}"))


def test_id_token_is_refused(cloud: Cloud, get: Get, user: User) -> None:
    claims = claims_of(user)
    client_id = claims.pop("client_id")

    assert is_refused(get(f"Bearer {signed(claims | {'token_use': 'id', 'aud': client_id})}"))
    assert is_refused(get(f"Bearer {signed(claims | {'token_use': 'id', 'aud': client_id, 'client_id': client_id})}"))


def test_token_of_another_key_under_our_key_s_name_is_refused(get: Get, user: User) -> None:
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert is_refused(get(f"Bearer {signed(claims_of(user), key=foreign)}"))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
def test_unsigned_token_is_refused(get: Get, user: User, algorithm: str) -> None:
    header, claims = {"alg": algorithm, "typ": "JWT", "kid": KEY_ID}, claims_of(user)

    assert is_refused(get(f"Bearer {encoded(header)}.{encoded(claims)}."))
    signature = user.token().rpartition(".")[2]
    assert is_refused(get(f"Bearer {encoded(header)}.{encoded(claims)}.{signature}"))


@pytest.mark.parametrize("form", ["pem", "der", "jwk", "modulus"])
def test_token_signed_with_the_public_key_as_a_secret_is_refused(get: Get, user: User, form: str) -> None:
    public = signing_key().public_key()
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    secrets = {
        "pem": public.public_bytes(serialization.Encoding.PEM, info),
        "der": public.public_bytes(serialization.Encoding.DER, info),
        "jwk": json.dumps(public_jwk()).encode(),
        "modulus": public_jwk()["n"].encode(),
    }
    unsigned = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': KEY_ID})}.{encoded(claims_of(user))}"
    signature = hmac.digest(secrets[form], unsigned.encode(), hashlib.sha256)

    assert is_refused(get(f"Bearer {unsigned}.{encoded(signature)}"))


def test_claims_changed_under_a_good_signature_are_refused(get: Get, user: User) -> None:
    header, _, signature = user.token().split(".")

    assert is_refused(get(f"Bearer {header}.{encoded(claims_of(user) | {'sub': 'somebody-else'})}.{signature}"))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "RS256"},
        {"alg": "RS256", "kid": 7},
        {"alg": "RS256", "kid": ["x"]},
        {"alg": "RS256", "kid": KEY_ID, "crit": ["b64"], "b64": False},
        b"[" * 5000,
        b'{"kid":' * 1500,
        b"\xff\xfe",
        b"[]",
        b'"RS256"',
        b"7",
        b"",
    ],
    ids=repr,
)
def test_header_of_nonsense_is_refused(get: Get, user: User, header: dict[str, Any] | bytes) -> None:
    _, claims, signature = user.token().split(".")

    assert is_refused(get(f"Bearer {encoded(header)}.{claims}.{signature}"))


class Pool:
    """What the pool is asked for, and the time."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.fetches = 0
        self.keys = [public_jwk()]
        self.answers = True

    def fetch(self) -> list[dict[str, Any]]:
        self.fetches += 1
        if not self.answers:
            raise OSError("no route")
        return self.keys

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def pool(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A process that has not asked for keys yet."""
    pool = Pool()
    monkeypatch.setattr(UserPool, "_fetch", lambda _: pool.fetch())
    monkeypatch.setattr(user_pool, "time", pool)
    monkeypatch.setitem(cloud.functions, "api", cloud.started("api"))
    return pool


def test_keys_are_asked_for_once_an_hour(get: Get, user: User, pool: Pool) -> None:
    for _ in range(60):
        assert get(f"Bearer {user.token()}").status == 200
        pool.now += 60
    assert pool.fetches == 1

    pool.now += 60
    assert get(f"Bearer {user.token()}").status == 200
    assert pool.fetches == 2


def test_flood_of_unknown_keys_asks_the_pool_once_a_minute(get: Get, user: User, pool: Pool) -> None:
    for second in range(180):
        assert is_refused(get(f"Bearer {signed(claims_of(user), key_id=f'unknown-{second}')}"))
        pool.now += 1
    assert pool.fetches == 3
    assert get(f"Bearer {user.token()}").status == 200


def test_flood_of_unknown_keys_asks_a_pool_that_fails_once_a_minute(get: Get, user: User, pool: Pool) -> None:
    assert get(f"Bearer {user.token()}").status == 200
    pool.answers = False
    for second in range(180):
        assert is_refused(get(f"Bearer {signed(claims_of(user), key_id=f'unknown-{second}')}"))
        assert get(f"Bearer {user.token()}").status == 200  # what is known goes on to count
        pool.now += 1
    assert pool.fetches <= 1 + 3


def test_process_without_any_keys_says_when_to_come_back(get: Get, user: User, pool: Pool) -> None:
    pool.answers = False
    refused = get(f"Bearer {user.token()}")
    pool.now += 20
    again = get(f"Bearer {user.token()}")

    assert [(answer.status, answer.body["error"]["code"]) for answer in (refused, again)] == [
        (503, "SERVICE_UNAVAILABLE"),
        (503, "SERVICE_UNAVAILABLE"),
    ]
    assert (refused.headers["Retry-After"], again.headers["Retry-After"]) == ("60", "40")
    assert pool.fetches == 1
    pool.now, pool.answers = pool.now + 41, True
    assert get(f"Bearer {user.token()}").status == 200


def test_key_set_that_makes_no_sense_is_no_answer(get: Get, user: User, pool: Pool) -> None:
    pool.keys = [{"no": "kid"}]

    assert get(f"Bearer {user.token()}").status == 503


def test_new_key_of_the_pool_is_found_and_the_old_one_is_not_believed_for_ever(
    get: Get, user: User, pool: Pool
) -> None:
    assert get(f"Bearer {user.token()}").status == 200
    fresh = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(fresh.public_key()))
    pool.keys, pool.now = [jwk | {"kid": "fresh", "alg": "RS256"}], pool.now + 61

    assert get(f"Bearer {signed(claims_of(user), key=fresh, key_id='fresh')}").status == 200
    assert is_refused(get(f"Bearer {user.token()}"))
