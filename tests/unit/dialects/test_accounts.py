"""Sources as sites have them at vendors with accounts: the account is the handle, a folder the album."""

import pytest

from pixelflare.dialects import translate


@pytest.mark.parametrize(
    ("path", "image_path", "segment"),
    [
        ("/demo/image/upload/v1234/trips/beach.jpg", "/demo/trips/beach.jpg", ""),
        ("/demo/image/upload/f_png,w_300,c_limit/v1/trips/beach.jpg", "/demo/trips/beach.jpg", "w=300,f=png"),
        ("/demo/image/upload/w_300,c_limit/e_blur:300/trips/beach.jpg", "/demo/trips/beach.jpg", "w=300,blur=15"),
        ("/demo/image/upload/w_300,c_limit/beach.jpg", "/demo/default/beach.jpg", "w=300"),
        ("/demo/image/upload/trips/beach.jpg", "/demo/trips/beach.jpg", ""),
        ("/demo/image/upload/beach.jpg", "/demo/default/beach.jpg", ""),
        ("/demo/tr:w-300,c-at_max/trips/beach.jpg", "/demo/trips/beach.jpg", "w=300"),
        ("/demo/tr:w-300,c-at_max/beach.jpg", "/demo/default/beach.jpg", "w=300"),
        # a whole path of ours wins, whatever its parts are called
        ("/demo/image/upload/w_300,c_limit/alice/w_20/beach.jpg", "/alice/w_20/beach.jpg", "w=300"),
        ("/demo/image/upload/alice/v12/beach.jpg", "/alice/v12/beach.jpg", ""),
        ("/demo/image/upload/v7/my_shop/trips/beach.jpg", "/my_shop/trips/beach.jpg", ""),
        ("/demo/tr:w-300,c-at_max/alice/trips/beach.jpg", "/alice/trips/beach.jpg", "w=300"),
    ],
)
def test_a_source_without_an_owner_is_the_accounts(path: str, image_path: str, segment: str) -> None:
    found = translate(path)
    assert found is not None
    assert (found.image_path.path, found.options.segment) == (image_path, segment)


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        ("/demo/image/upload/s--Ai4Znfl3--/w_300/v1/trips/beach.jpg", "", "w_300/trips/beach.jpg"),
        ("/demo/image/upload/s--Ai4Znfl3--/beach.jpg", "", "beach.jpg"),
        ("/demo/tr:w-300/trips/beach.jpg", "ik-s=ab", "tr:w-300/trips/beach.jpg9999999999"),
        ("/demo/tr:w-300/beach.jpg", "ik-s=ab", "tr:w-300/beach.jpg9999999999"),
    ],
)
def test_the_account_is_not_signed(path: str, query: str, text: str) -> None:
    found = translate(path, query)
    assert found is not None
    assert found.signature is not None
    assert found.signature.text == text


@pytest.mark.parametrize(
    ("path", "is_original"),
    [
        ("/tr:orig-true/alice/trips/beach.jpg", True),
        ("/tr:f-auto/alice/trips/beach.jpg", False),
        ("/unsafe/a/b/c.jpg", False),
    ],
)
def test_the_untouched_original_is_not_the_best_format(path: str, is_original: bool) -> None:
    found = translate(path)
    assert found is not None
    assert (found.is_original, found.options.segment) == (is_original, "")
