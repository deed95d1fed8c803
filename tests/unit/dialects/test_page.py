"""docs/dialects.md says what the rules do, and every option has one rule."""

from collections import Counter

import pytest

from docs.dialects import DIALECTS_PAGE, RULES, dialects_page
from pixelflare.dialects import Vendor, translate
from pixelflare.dialects.draft import Kind

BETWEEN = {
    Vendor.CLOUDFLARE: "/cdn-cgi/image/{name}={value}/alice/trips/beach.jpg",
    Vendor.IMGPROXY: "/_/{name}:{value}/plain/alice/trips/beach.jpg",
    Vendor.THUMBOR: "/unsafe/filters:{name}({value})/alice/trips/beach.jpg",
    Vendor.CLOUDINARY: "/demo/image/upload/{name}_{value}/alice/trips/beach.jpg",
    Vendor.IMAGEKIT: "/tr:{name}-{value}/alice/trips/beach.jpg",
}
NAMED = [(vendor, name, rule.kind) for vendor, rules in RULES.items() for rule in rules for name in rule.names]


def test_the_page_says_what_the_rules_do() -> None:
    assert DIALECTS_PAGE.read_text() == dialects_page(), "run make docs"


@pytest.mark.parametrize("vendor", list(Vendor))
def test_each_option_has_one_rule(vendor: Vendor) -> None:
    assert {name: count for name, count in Counter(n for v, n, _ in NAMED if v is vendor).items() if count > 1} == {}


@pytest.mark.parametrize(("vendor", "name"), [(vendor, name) for vendor, name, kind in NAMED if kind is Kind.REFUSED])
def test_what_the_page_says_is_not_covered_is_refused(vendor: Vendor, name: str) -> None:
    address = BETWEEN[vendor].format(name=name, value="1")
    with pytest.raises(ValueError, match="not covered"):
        translate(address if not name.startswith("fl_") else address.removesuffix("_1"))


@pytest.mark.parametrize(("vendor", "name"), [(vendor, name) for vendor, name, kind in NAMED if kind is Kind.LEFT_OUT])
def test_what_the_page_says_is_left_out_has_no_effect_and_is_named(vendor: Vendor, name: str) -> None:
    address = BETWEEN[vendor].format(name=name, value="1")
    found = translate(address.replace("_1/", "/") if name.startswith("fl_") else address)
    assert found is not None
    assert found.ignored == (name,)
    assert found.options.segment == ""
