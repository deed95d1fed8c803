"""What can't be done is refused with the name of the option; what is nobody else's is left alone."""

import pytest

from pixelflare.dialects import translate

SOURCE = "alice/trips/beach.jpg"


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"/cdn-cgi/image/width=5000/{SOURCE}", "width: w: "),
        (f"/cdn-cgi/image/w=300,w=400/{SOURCE}", "w: given twice"),
        (f"/cdn-cgi/image/trim=20;30;20;0/{SOURCE}", "trim: not covered"),
        (f"/cdn-cgi/image/trim.left=3/{SOURCE}", "trim.left: not covered"),
        (f"/cdn-cgi/image/fit=fill/{SOURCE}", "fit: expected one of "),
        (f"/cdn-cgi/image/segment=foreground/{SOURCE}", "segment: "),
        (f"/cdn-cgi/image/background=rgb(1%2C2)/{SOURCE}", "background: "),
        (f"/cdn-cgi/image/x=1/{SOURCE}", "x: unknown option"),
        (f"/cdn-cgi/image/{SOURCE}", "alice: expected an option"),
        (f"/cdn-cgi/image/dpr=0.5/{SOURCE}", "dpr: "),
        (f"/_/rs:auto:300:200/plain/{SOURCE}", "rs: auto"),
        (f"/_/rs:force:300/plain/{SOURCE}", "resizing_type: force"),
        (f"/_/rs:fill:300:200:0:1/plain/{SOURCE}", "extend: "),
        (f"/_/w:9000/plain/{SOURCE}", "w: "),
        (f"/_/z:2/plain/{SOURCE}", "zoom: "),
        (f"/_/g:no:10:0/plain/{SOURCE}", "g: offsets"),
        (f"/_/c:100:100/plain/{SOURCE}", "c: not covered"),
        (f"/_/pr:sharp/plain/{SOURCE}", "pr: not covered"),
        (f"/_/pd:10:20/plain/{SOURCE}", "pd: not covered"),
        (f"/_/wm:0.5/plain/{SOURCE}", "wm: not covered"),
        (f"/_/raw:1/plain/{SOURCE}", "raw: not covered"),
        (f"/_/fl:1/rot:90/plain/{SOURCE}", "rot: a quarter turn"),
        (f"/_/f:jxl/plain/{SOURCE}", "f: expected one of"),
        (f"/_/nonsense:1/plain/{SOURCE}", "nonsense: unknown option"),
        ("/_/w:300/enc/jwV3wUD9r4VBIzgv", "enc: not covered"),
        (f"/unsafe/10x20:100x200/{SOURCE}", "crop: not covered"),
        (f"/unsafe/full-fit-in/300x200/{SOURCE}", "full-fit-in: "),
        (f"/unsafe/adaptive-fit-in/300x200/{SOURCE}", "adaptive-fit-in: "),
        (f"/unsafe/300xorig/{SOURCE}", "size: orig"),
        (f"/unsafe/debug/300x200/{SOURCE}", "debug: "),
        (f"/unsafe/trim:bottom-right/{SOURCE}", "trim:bottom-right: "),
        (f"/unsafe/trim:442/{SOURCE}", "trim: "),
        (f"/unsafe/filters:watermark(logo.png,0,0,50)/{SOURCE}", "watermark: "),
        (f"/unsafe/filters:rotate(45)/{SOURCE}", "rotate: "),
        (f"/unsafe/filters:blur(7)sharpen/{SOURCE}", "filters: "),
        (f"/demo/image/upload/c_crop,w_100,h_100/{SOURCE}", "c: crop"),
        (f"/demo/image/upload/w_0.5/{SOURCE}", "w: not covered"),
        (f"/demo/image/upload/w_iw_div_2/{SOURCE}", "w: not covered"),
        (f"/demo/image/upload/ar_1.5/{SOURCE}", "ar: not covered"),
        (f"/demo/image/upload/w_400/w_300/{SOURCE}", "chained transformations: a second size"),
        (f"/demo/image/upload/e_blur:100/w_300/{SOURCE}", "chained transformations: blur"),
        (f"/demo/image/upload/w_300/e_trim/{SOURCE}", "chained transformations: trim"),
        (f"/demo/image/upload/q_80/q_70/{SOURCE}", "chained transformations: q"),
        (f"/demo/image/upload/t_thumbnail/{SOURCE}", "t: not covered"),
        (f"/demo/image/upload/$width_10/{SOURCE}", r"\$: not covered"),
        (f"/demo/image/upload/l_logo/fl_layer_apply/{SOURCE}", "l: not covered"),
        (f"/demo/image/upload/e_sepia/{SOURCE}", "e_sepia: unknown option"),
        (f"/tr:w-0.4/{SOURCE}", "w: not covered"),
        (f"/tr:w-300,h-200,c-at_least/{SOURCE}", "c: expected one of"),
        (f"/tr:w-300,h-200,cm-extract/{SOURCE}", "cm: extract"),
        (f"/tr:n-thumb/{SOURCE}", "n: not covered"),
        (f"/tr:rt-90,fl-h/{SOURCE}", "fl: a quarter turn"),
        (f"/tr:rt-45/{SOURCE}", "rt: not covered"),
    ],
)
def test_what_can_not_be_done_is_refused_by_name(path: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"^{named}"):
        translate(path)


@pytest.mark.parametrize(
    "source",
    [
        "trips/beach.jpg",
        "more/alice/trips/beach.jpg",
        "Alice/trips/beach.jpg",
        "api/trips/beach.jpg",
        "alice/trips/beach.exe",
        "alice/trips/be..ach.jpg",
        "alice/../beach.jpg",
        "alice/trips/beach.jpg/w512",
        "alice/tr%2569ps/beach.jpg",
        "alice/trips/beach%0a.jpg",
    ],
)
@pytest.mark.parametrize(
    "start", ["cdn-cgi/image/w=300", "_/w:300/plain", "unsafe/300x200", "image/upload/w_300,h_9", "tr:w-300"]
)
def test_a_source_that_is_no_place_of_ours_is_refused(start: str, source: str) -> None:
    with pytest.raises(ValueError, match="source: "):
        translate(f"/{start}/{source}")


@pytest.mark.parametrize(
    "path",
    [
        *("Demo/image/upload/w_300/beach.jpg", "demo/image/upload/w_300/beach.exe"),
        *("demo/image/upload/w_300/more/alice/trips/beach.jpg", "demo/image/upload/w_300,h_9/alice/trips/be..ach.jpg"),
        *("demo/image/upload/w_300", "demo/image/fetch/w_300/https://example.com/beach.jpg"),
        *("demo/tr:w-300/beach.exe", "Demo/tr:w-300/beach.jpg", "demo/tr:w-300/a/b/c/beach.jpg"),
    ],
)
def test_the_name_of_an_account_does_not_make_a_place_of_anything(path: str) -> None:
    with pytest.raises(ValueError, match="source: "):
        translate(f"/{path}")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (f"/{SOURCE}", ""),
        (f"/{SOURCE}", "w=300&v=2"),
        (f"/{SOURCE}/w512", ""),
        (f"/{SOURCE}/w=300,h=200,fit=cover.webp", ""),
        (f"/{SOURCE}/w512", "tr=w-300"),
        ("/image/upload/beach.jpg", ""),
        ("/", ""),
        ("", ""),
        ("unsafe/300x200/alice/trips/beach.jpg", ""),
        ("/i/img_01ARZ3NDEKTSV4RRFFQ69G5FAV/w512", ""),
        ("/p/img_01ARZ3NDEKTSV4RRFFQ69G5FAV.jpg/w512.webp", ""),
        ("/api/v1/images", ""),
        ("/docs/api/", ""),
        ("/_gateway/health", ""),
        ("/nobody/knows/this/path", ""),
    ],
)
def test_what_is_no_other_vendors_is_left_alone(path: str, query: str) -> None:
    assert translate(path, query) is None
