"""Passwords and tokens of shared albums."""

from pixelflare.sharing import is_password, password_hash, share_token, token_hash

SECRET = b"a secret of the installation"


def test_a_hash_knows_its_password_only() -> None:
    kept = password_hash("open sesame")
    assert is_password("open sesame", kept=kept)
    assert not is_password("Open sesame", kept=kept)


def test_the_costs_are_among_those_that_owasp_names_and_each_hash_has_its_salt() -> None:
    """https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html"""
    first, second = password_hash("open sesame"), password_hash("open sesame")
    assert first.startswith("scrypt$16384$8$5$")
    assert first != second
    assert "sesame" not in first


def test_a_token_is_the_same_each_time_and_another_one_for_each_share_owner_and_installation() -> None:
    token = share_token("o", "shr_1", secret=SECRET)
    assert token == share_token("o", "shr_1", secret=SECRET)
    assert len({token, share_token("p", "shr_1", secret=SECRET), share_token("o", "shr_2", secret=SECRET)}) == 3
    assert token != share_token("o", "shr_1", secret=b"another")
    assert (len(token), len(token_hash(token))) == (24, 64)
