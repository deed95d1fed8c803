"""Ready pieces for pages: sizes that the image has, addresses that work, and text that stays text."""

import base64
import io
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from schema.addresses.presets import PRESETS
from tests.integration.cloud import Cloud, User
from tests.photographs import photograph

NASTY = 'A "quoted" <script>alert(1)</script> & [more](x) `code`'


class Elements(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def only(self, tag: str) -> dict[str, str | None]:
        ((_, attributes),) = [each for each in self.found if each[0] == tag]
        return attributes


def embed(user: User, image: Any, query: str = "") -> Any:
    answer = user.call("GET", f"/v1/images/{image['id']}/embed", query=query)
    assert answer.status == 200, answer
    return answer.body


def choices(srcset: str | None) -> dict[int, str]:
    """Addresses by the widths that a srcset promises."""
    pairs = [choice.split(" ") for choice in (srcset or "").split(", ")]
    return {int(width.removesuffix("w")): address for address, width in pairs}


def size_of(cloud: Cloud, address: str) -> tuple[int, int]:
    """Of what the CDN answers there, as a browser gets it that takes WebP."""
    parts = urlsplit(address)
    last = parts.path.rpartition("/")[2]
    has_format = last.rpartition(".")[2] in ("avif", "webp", "jpg", "png")
    answer = cloud.cdn(parts.path if has_format else f"{parts.path}.webp", parts.query)
    assert answer.status == 200, (address, answer)
    return Image.open(io.BytesIO(answer.body)).size


@pytest.fixture
def image(user: User, rocket: bytes) -> Any:
    return user.upload(rocket, "a.jpg", alt="A rocket")


def test_every_width_is_one_that_the_image_has_and_the_browser_gets(cloud: Cloud, user: User, image: Any) -> None:
    code = embed(user, image)
    img = Elements(code["img"]).only("img")
    offered = choices(img["srcset"])

    assert list(offered) == code["widths"] == [128, 256, 512, 640]
    assert {width: size_of(cloud, address)[0] for width, address in offered.items()} == {each: each for each in offered}
    assert size_of(cloud, code["src"]) == (code["width"], code["height"]) == (640, 427)
    assert (img["src"], img["width"], img["height"]) == (code["src"], "640", "427")
    assert (img["sizes"], img["alt"], img["loading"]) == ("(max-width: 640px) 100vw, 640px", "A rocket", "lazy")


def test_title_stands_in_for_a_missing_alternative_text_only(user: User, rocket: bytes) -> None:
    titled = user.upload(rocket, "b.jpg", title="Lift-off")
    both = user.upload(rocket, "c.jpg", title="Lift-off", alt="A rocket")
    decorative = user.upload(rocket, "d.jpg", title="Lift-off", alt="")

    assert [embed(user, each)["alt"] for each in (titled, both, decorative)] == ["Lift-off", "A rocket", ""]


def test_addresses_are_absolute_and_versioned(user: User, image: Any) -> None:
    code = embed(user, image)
    host = image["cdn_url"].partition(f"/{image['owner']}/")[0]

    assert (code["direct"], code["short"]) == (image["cdn_url"], image["short_url"])
    assert code["src"] == image["variants"]["w1024"]
    for address in choices(Elements(code["img"]).only("img")["srcset"]).values():
        assert address.startswith(f"{host}/{image['owner']}/default/a.jpg/w")
        assert "v" in parse_qs(urlsplit(address).query)


def test_picture_names_each_format_and_ends_in_one_for_everybody(cloud: Cloud, user: User, image: Any) -> None:
    elements = Elements(embed(user, image)["picture"])

    assert [tag for tag, _ in elements.found] == ["picture", "source", "source", "img"]
    sources = [attributes for tag, attributes in elements.found if tag == "source"]
    assert [source["type"] for source in sources] == ["image/avif", "image/webp"]
    for source in (*sources, elements.only("img")):
        kind = {"image/avif": "avif", "image/webp": "webp"}.get(source.get("type") or "", "jpg")
        for width, address in choices(source["srcset"]).items():
            assert urlsplit(address).path.endswith(f".{kind}")
            assert size_of(cloud, address)[0] == width


def test_text_of_the_owner_stays_text(user: User, rocket: bytes) -> None:
    image = user.upload(rocket, "a.jpg", alt=NASTY)
    code = embed(user, image)

    for piece in ("img", "picture"):
        elements = Elements(code[piece])
        assert elements.only("img")["alt"] == NASTY
        assert {tag for tag, _ in elements.found} <= {"picture", "source", "img"}
        assert elements.text.strip() == ""
    metas = {
        meta.get("property") or meta.get("name"): meta["content"] for _, meta in Elements(code["open_graph"]).found
    }
    assert metas["og:image:alt"] == metas["twitter:image:alt"] == NASTY
    assert code["markdown"].startswith('![A "quoted" ')
    assert r"\<script\>" in code["markdown"]
    assert r"\[more\](x)" in code["markdown"]
    assert "alert" not in code["bbcode"] + code["css"]


def test_what_is_asked_for_wins_and_is_escaped(user: User, image: Any) -> None:
    code = embed(user, image, "alt=Other%22%3E&sizes=(min-width:%2030em)%2050vw,%20100vw&widths=512,%20128")
    img = Elements(code["img"]).only("img")

    assert (img["alt"], img["sizes"]) == ('Other">', "(min-width: 30em) 50vw, 100vw")
    assert code["widths"] == [128, 512]
    assert embed(user, image, "alt=")["alt"] == ""


def test_odd_widths_are_signed_and_those_beyond_the_image_come_once_at_its_own(
    cloud: Cloud, user: User, image: Any
) -> None:
    code = embed(user, image, "widths=100,300,700,4000")
    offered = choices(Elements(code["img"]).only("img")["srcset"])

    assert list(offered) == [100, 300, 640]
    assert all("s" in parse_qs(urlsplit(address).query) for address in offered.values())
    assert {width: size_of(cloud, address)[0] for width, address in offered.items()} == {each: each for each in offered}


def test_whoever_may_only_read_gets_no_signature(cloud: Cloud, user: User, image: Any) -> None:
    def ask(scope: str, query: str) -> int:
        key = user.call("POST", "/v1/keys", {"name": scope, "scopes": [scope]}).body["key"]
        headers = {"authorization": f"Bearer {key}"}
        return cloud.api("GET", f"/v1/images/{image['id']}/embed", query=query, headers=headers).status

    assert ask("read", "widths=128,512") == 200
    assert ask("read", "widths=128,333") == 403
    assert ask("write", "widths=128,333") == 200


def test_a_cropping_preset_is_one_size_with_its_true_dimensions(cloud: Cloud, user: User, image: Any) -> None:
    for preset, size in (("thumb", (200, 200)), ("og-image", (640, 336))):
        code = embed(user, image, f"preset={preset}")
        img = Elements(code["img"]).only("img")
        assert "srcset" not in img
        assert (img["width"], img["height"]) == tuple(map(str, size))
        assert size_of(cloud, code["src"]) == size
        source = Elements(code["picture"]).found[1][1]
        assert size_of(cloud, source["srcset"] or "") == size


def test_open_graph_card_is_a_jpeg_of_the_size_it_says(cloud: Cloud, user: User, image: Any) -> None:
    metas = {
        meta.get("property") or meta.get("name"): meta["content"] or ""
        for _, meta in Elements(embed(user, image)["open_graph"]).found
    }

    assert size_of(cloud, metas["og:image"]) == (int(metas["og:image:width"]), int(metas["og:image:height"]))
    assert (metas["og:image:type"], metas["twitter:card"]) == ("image/jpeg", "summary_large_image")
    assert metas["twitter:image"] == metas["og:image"]


def test_placeholder_is_a_small_png_in_the_images_ratio(user: User, image: Any) -> None:
    code = embed(user, image)
    png = base64.b64decode(code["placeholder"].removeprefix("data:image/png;base64,"))

    assert len(png) < 1000
    assert Image.open(io.BytesIO(png)).size == (16, 11)
    assert code["placeholder"] in Elements(code["img"]).only("img")["style"]
    assert code["thumbhash"] == image["thumbhash"]
    assert f"background-color: {code['color']};" in code["css"]


def test_what_is_seen_through_has_no_background_and_ends_in_png(user: User) -> None:
    body = io.BytesIO()
    Image.new("RGBA", (300, 200), (255, 0, 0, 90)).save(body, "PNG")
    code = embed(user, user.upload(body.getvalue(), "a.png"))

    assert (code["placeholder"], code["color"]) == (None, None)
    assert "style" not in Elements(code["img"]).only("img")
    assert urlsplit(Elements(code["picture"]).only("img")["src"] or "").path.endswith(".png")


def test_an_animation_stays_one(cloud: Cloud, user: User) -> None:
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "blue", "green")]
    body = io.BytesIO()
    frames[0].save(body, "GIF", save_all=True, append_images=frames[1:], duration=100)
    code = embed(user, user.upload(body.getvalue(), "a.gif"))

    shown = cloud.cdn(f"{urlsplit(code['src']).path}.webp")
    assert getattr(Image.open(io.BytesIO(shown.body)), "n_frames", 1) == 3


def test_private_image_is_shown_by_signed_addresses_for_a_while(user: User, rocket: bytes) -> None:
    image = user.upload(rocket, "a.jpg", visibility="private")
    code = embed(user, image)

    addresses = [code["src"], code["direct"], *choices(Elements(code["img"]).only("img")["srcset"]).values()]
    for address in addresses:
        assert urlsplit(address).path.startswith(f"/p/{image['id']}.jpg/")
        assert {"Policy", "Signature", "Key-Pair-Id"} <= parse_qs(urlsplit(address).query).keys()
    assert code["expires_at"] is not None
    assert embed(user, user.upload(rocket, "b.jpg"))["expires_at"] is None


def test_image_that_can_not_be_shown_has_no_code(cloud: Cloud, user: User, rocket: bytes) -> None:
    waiting = user.reserve("b.jpg")
    refused = user.call("GET", f"/v1/images/{waiting['imageId']}/embed")
    assert (refused.status, refused.body["error"]["code"]) == (409, "NOT_READY")

    gone = user.upload(rocket, "c.jpg")
    user.call("DELETE", f"/v1/images/{gone['id']}")
    assert user.call("GET", f"/v1/images/{gone['id']}/embed").status == 404


@pytest.mark.parametrize(
    "query",
    [
        *("widths=0", "widths=5000", "widths=1e3", "widths=,", f"widths={'1,' * 21}"),
        *("preset=w513", "preset=thumb&widths=9", f"alt={'x' * 501}", "sizes=%00"),
    ],
)
def test_what_makes_no_sense_is_refused(user: User, image: Any, query: str) -> None:
    answer = user.call("GET", f"/v1/images/{image['id']}/embed", query=query)
    assert (answer.status, answer.body["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_asking_makes_nothing(cloud: Cloud, user: User, image: Any) -> None:
    before = cloud.keys("PUBLIC_BUCKET", f"{image['owner']}/")
    embed(user, image, "widths=300")
    assert cloud.keys("PUBLIC_BUCKET", f"{image['owner']}/") == before
    assert len(before) == len(PRESETS) + 1


def test_small_photograph_keeps_its_height(user: User) -> None:
    with Image.open(io.BytesIO(photograph("rocket.jpg"))) as picture:
        body = io.BytesIO()
        picture.resize((90, 60)).save(body, "JPEG")
    code = embed(user, user.upload(body.getvalue(), "a.jpg"))

    assert (code["widths"], code["width"], code["height"]) == ([90], 90, 60)
    assert "srcset" not in Elements(code["img"]).only("img")
