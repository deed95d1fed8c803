"""Whatever somebody sends: canonical options and a clean place, or a ValueError with words, or nothing of a vendor's."""

import re
from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelflare.dialects import Translation, Vendor, translate
from pixelflare.dialects.cloudflare import address as cloudflare
from pixelflare.dialects.cloudinary import options as cloudinary_options
from pixelflare.dialects.imagekit import options as imagekit_options
from pixelflare.dialects.imgproxy import effects as imgproxy_effects
from pixelflare.dialects.imgproxy import options as imgproxy
from pixelflare.dialects.thumbor import filters as thumbor
from schema.addresses.names import is_filename, is_slug
from schema.addresses.option_values import GRAVITIES
from schema.addresses.options import canonical, parse_segment

SOURCE = "alice/trips/beach.jpg"
WORDS = sorted(
    {
        *cloudflare.FITS,
        *cloudflare.FORMATS,
        *imgproxy_effects.GRAVITIES,
        *imgproxy_effects.TYPES,
        *cloudinary_options.CROPS,
        *cloudinary_options.GRAVITIES,
        *imagekit_options.FITS,
        *imagekit_options.FOCUS,
        *GRAVITIES,
        *(
            "",
            "auto",
            "true",
            "false",
            "red",
            "f80",
            "rgb:ff8800",
            "4px_solid_red",
            "5_FFF000",
            "hflip",
            "16:9",
            "4-3",
            "N90",
        ),
    }
)
values = st.one_of(
    st.integers(-1, 5000).map(str),
    st.floats(-300, 300).map(lambda value: f"{value:.3f}"),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from([*WORDS, "1", "0", "300"]), max_size=5).map(":".join),
    st.text(max_size=8),
)
sources = st.sampled_from([SOURCE, f"https://example.com/{SOURCE}", f"{SOURCE}?x=1", "alice/beach.jpg"])


def _options(names: dict[str, object], between: str) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(sorted(names)), values).map(
        lambda pair: f"{pair[0]}{between}{quote(pair[1], safe=':,')}"
    )


def _several(options: st.SearchStrategy[str], separator: str) -> st.SearchStrategy[str]:
    return st.lists(options, max_size=6).map(separator.join)


def _each(separator: str, between: str, **options: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Some of the options, once each, with values that they can have."""
    pairs = st.fixed_dictionaries({}, optional=options).map(lambda chosen: list(chosen.items()))
    return pairs.flatmap(st.permutations).map(
        lambda chosen: separator.join(f"{name.replace('__', '.')}{between}{value}" for name, value in chosen)
    )


sides = st.integers(1, 1300).map(str)
percents = st.integers(1, 100).map(str)
angles = st.sampled_from(["0", "90", "180", "270"])
colours = st.sampled_from(["red", "ff8800", "f80", "white"])
LIKELY = {
    Vendor.CLOUDFLARE: _each(
        ",",
        "=",
        **{"w": sides, "h": sides, "q": percents, "rotate": angles, "background": colours, "blur": percents},
        **{"fit": st.sampled_from(sorted(cloudflare.FITS)), "f": st.sampled_from(sorted(cloudflare.FORMATS))},
        **{
            "g": st.sampled_from(["auto", "face", "left", "0.2x0.7", "0x1"]),
            "zoom": st.sampled_from(["0", "0.5", "1"]),
        },
        **{"flip": st.sampled_from(["h", "v", "hv"]), "dpr": st.sampled_from(["1", "1.5", "3"])},
        **{"anim": st.just("false"), "metadata": st.just("keep"), "onerror": st.just("redirect")},
    ).map(lambda text: f"cdn-cgi/image/{text}"),
    Vendor.IMGPROXY: _each(
        "/",
        ":",
        **{"w": sides, "h": sides, "q": percents, "rot": angles, "bl": percents, "pd": percents, "bg": st.just("f80")},
        **{
            "rt": st.sampled_from(["fit", "fill", "fill-down"]),
            "el": st.sampled_from("01"),
            "ex": st.sampled_from("01"),
        },
        **{"g": st.sampled_from(["ce", "sm", "fp:0.3:0.8", "soea"]), "f": st.sampled_from(["png", "webp", "best"])},
        **{
            "dpr": st.sampled_from(["1", "2"]),
            "cb": percents,
            "t": percents,
            "da": st.just("1"),
            "bga": st.just("0.5"),
        },
    ).map(lambda text: f"_/{text}/plain".replace("//", "/")),
    Vendor.THUMBOR: st.tuples(
        st.sampled_from(["", "trim:9/", "meta/"]),
        st.sampled_from(["", "fit-in/"]),
        st.sampled_from(["", "-300x-200/", "300x0/", "x-200/", "30x40/"]),
        st.sampled_from(["", "left/", "right/top/", "smart/"]),
        _each(
            ":",
            "",
            **{"blur": percents.map("({})".format), "fill": colours.map("({})".format), "upscale": st.just("()")},
            **{"rotate": angles.map("({})".format), "quality": percents.map("({})".format), "grayscale": st.just("()")},
            **{"no_upscale": st.just("()"), "stretch": st.just("()"), "format": st.just("(webp)")},
        ),
    ).map(lambda parts: f"unsafe/{''.join(parts[:4])}filters:{parts[4]}"),
    Vendor.CLOUDINARY: _each(
        ",",
        "_",
        **{"w": sides, "h": sides, "q": percents, "a": angles, "b": colours, "bo": st.just("4px_solid_red")},
        **{"c": st.sampled_from(sorted(cloudinary_options.CROPS)), "f": st.sampled_from(["auto", "jpg", "webp"])},
        **{"g": st.sampled_from(sorted(cloudinary_options.GRAVITIES)), "z": st.sampled_from(["0.5", "1", "2"])},
        **{"dpr": st.sampled_from(["auto", "2.0"]), "fl": st.just("progressive"), "e": st.just("blur:300")},
    ).map(lambda text: f"demo/image/upload/{text}/a_vflip"),
    Vendor.IMAGEKIT: _each(
        ",",
        "-",
        **{"w": sides, "h": sides, "q": percents, "rt": angles, "bl": percents, "t": st.just("true")},
        **{"c": st.sampled_from(["maintain_ratio", "force", "at_max"]), "cm": st.just("pad_resize")},
        **{"fo": st.sampled_from(sorted(imagekit_options.FOCUS)), "f": st.sampled_from(["auto", "jpg"])},
        **{"bg": st.sampled_from(["FFAABB50", "F3F3F3"]), "b": st.just("5_FFF000"), "dpr": st.just("2")},
    ).map(lambda text: f"tr:{text}:rt-270"),
}
filters = st.tuples(st.sampled_from(sorted(thumbor.BY_NAME)), values).map(lambda pair: f"{pair[0]}({quote(pair[1])})")
WILD = {
    Vendor.CLOUDFLARE: _several(_options(cloudflare.BY_NAME, "="), ",").map(lambda text: f"cdn-cgi/image/{text}"),
    Vendor.IMGPROXY: _several(_options(imgproxy.BY_NAME, ":"), "/").map(
        lambda text: f"_/{text}/plain".replace("//", "/")
    ),
    Vendor.THUMBOR: _several(filters, ":").map(lambda text: f"unsafe/fit-in/300x200/filters:{text}"),
    Vendor.CLOUDINARY: _several(_several(_options(cloudinary_options.BY_NAME, "_"), ","), "/").map(
        lambda text: f"demo/image/upload/{text.replace('e_trim_', 'e_trim:')}"
    ),
    Vendor.IMAGEKIT: _several(_several(_options(imagekit_options.BY_NAME, "-"), ","), ":").map(
        lambda text: f"tr:{text}"
    ),
}


def check(found: Translation) -> None:
    assert canonical(found.options) == found.options
    assert parse_segment(found.options.segment) == found.options
    assert is_slug(found.image_path.owner)
    assert is_slug(found.image_path.album)
    assert is_filename(found.image_path.filename)
    assert re.fullmatch(r"/[a-z0-9_-]+/[a-z0-9_-]+/[A-Za-z0-9._-]+", found.image_path.path)
    ours = f"{found.image_path.path}/{found.options.segment}" if found.options.segment else found.image_path.path
    assert translate(ours) is None


@pytest.mark.parametrize("vendor", list(Vendor))
@given(data=st.data())
def test_what_translates_is_canonical_and_our_own_is_not_translated_again(vendor: Vendor, data: st.DataObject) -> None:
    path = f"/{data.draw(LIKELY[vendor])}/{data.draw(sources)}"
    with suppress(ValueError):
        found = translate(path)
        assert found is not None
        assert found.vendor is vendor
        check(found)


@pytest.mark.parametrize("vendor", list(Vendor))
@given(data=st.data())
def test_any_value_of_any_option_is_understood_or_refused_with_words(vendor: Vendor, data: st.DataObject) -> None:
    path = f"/{data.draw(WILD[vendor])}/{data.draw(sources)}"
    with suppress(ValueError):
        found = translate(path)
        if found is not None:
            check(found)


@given(
    options=st.lists(
        st.sampled_from(["w=300", "h=200", "fit=cover", "flip=h", "rotate=90", "trim=border", "q=80"]), unique=True
    ),
    data=st.data(),
)
def test_the_order_of_cloudflares_options_does_not_matter(options: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(options))
    one, other = (translate(f"/cdn-cgi/image/{','.join(items)}/{SOURCE}") for items in (options, shuffled))
    assert one == other


@given(path=st.text(max_size=120), query=st.text(max_size=60))
def test_any_text_is_understood_or_refused_with_words(path: str, query: str) -> None:
    with suppress(ValueError):
        found = translate(f"/{path}", query)
        if found is not None:
            check(found)


@pytest.mark.parametrize(
    "start", ["/cdn-cgi/image/", "/unsafe/", "/_/", "/_/plain/", "/demo/image/upload/", "/tr:", "/x/"]
)
@given(rest=st.text(alphabet=st.sampled_from("abwhx01:/.,-_=%2F@()$~é\n\\"), max_size=80))
def test_no_address_escapes_the_grammar_of_places(start: str, rest: str) -> None:
    for path in (f"{start}{rest}", f"{start}{rest}/{SOURCE}", f"{start}w:300/{quote(rest)}/{SOURCE}"):
        with suppress(ValueError):
            found = translate(path, f"tr={quote(rest)}")
            if found is not None:
                check(found)


@pytest.mark.parametrize(
    "path",
    [
        "/cdn-cgi/image/" + "w=300," * 1500 + f"/{SOURCE}",
        "/_/" + "w:300/" * 1500 + f"plain/{SOURCE}",
        "/unsafe/filters:" + "blur(1):" * 1000 + f"/{SOURCE}",
        "/unsafe/filters:" + "blur(" * 1500 + f"/{SOURCE}",
        "/demo/image/upload/" + "w_300/" * 1300 + SOURCE,
        "/tr:" + "w-300:" * 1300 + f"/{SOURCE}",
        "/_/" + "A" * 8000,
    ],
    ids=["cloudflare", "imgproxy", "filters", "open filters", "cloudinary", "imagekit", "base 64"],
)
@pytest.mark.timeout(5)
def test_long_addresses_do_not_take_long(path: str) -> None:
    with suppress(ValueError):
        translate(path)
