"""Each vendor's options, from the examples of its documentation, as ours."""

import pytest

from pixelflare.dialects import Translation, Vendor, translate
from schema.addresses.image_path import ImagePath

SOURCE = "alice/trips/beach.jpg"
ADDRESS = "https://example.com/alice/trips/beach.jpg"


def translated(path: str, query: str = "") -> Translation:
    found = translate(path, query)
    assert found is not None
    assert found.image_path == ImagePath("alice", "trips", "beach.jpg")
    return found


@pytest.mark.parametrize(
    ("options", "segment"),
    [
        ("width=80,quality=75", "w=80,q=75"),
        ("w=300,h=200", "w=300,h=200"),
        ("fit=scale-down,width=1920", "w=1920"),
        ("w=500,h=500,fit=contain", "w=500,h=500,fit=contain,enlarge=1"),
        ("w=500,h=500,fit=cover", "w=500,h=500,fit=cover,enlarge=1"),
        ("w=500,h=500,fit=crop", "w=500,h=500,fit=crop"),
        ("w=1920,h=1120,fit=aspect-crop", "w=1920,h=1120,fit=cover"),
        ("w=1080,h=1080,fit=pad,background=%23F80", "w=1080,h=1080,fit=pad,enlarge=1,bg=ff8800"),
        ("w=1080,h=540,fit=squeeze", "w=1080,h=540,fit=squeeze,enlarge=1"),
        ("background=rgb%28240%2C40%2C145%29", "bg=f02891"),
        ("background=red", "bg=ff0000"),
        ("background=rgba(240%2040%20145%200)", "bg=f0289100"),
        ("w=9,h=9,fit=cover,gravity=0x1", "w=9,h=9,fit=cover,enlarge=1,g=bottom-left"),
        ("w=9,h=9,fit=cover,g=0.5x0.33", "w=9,h=9,fit=cover,enlarge=1,g=0.5x0.33"),
        ("w=9,h=9,fit=cover,g=face,face-zoom=0.2", "w=9,h=9,fit=cover,enlarge=1,g=face,zoom=0.2"),
        ("width=300,height=200,dpr=2", "w=600,h=400"),
        ("flip=h,rotate=90", "rotate=270,flip=h"),
        ("flip=hv", "rotate=180"),
        ("flip=v", "flip=v"),
        ("rotate=270", "rotate=270"),
        ("q=low,format=webp", "q=50,f=webp"),
        ("f=auto,anim=false", "frame=0"),
        ("format=baseline-jpeg", "f=baseline-jpeg"),
        ("format=json", "f=json"),
        (
            "blur=50,brightness=0.5,contrast=0,gamma=2.0,saturation=0.5,sharpen=2",
            "br=0.5,sat=0.5,gamma=2,blur=50,sharpen=2",
        ),
        ("metadata=copyright,compression=fast", "compression=fast,meta=copyright"),
        ("trim=border,trim.border.tolerance=20", "trim=20"),
        ("trim.border.tolerance=20,trim=border", "trim=20"),
        ("trim=0;0;0;0", ""),
    ],
)
def test_cloudflare_options(options: str, segment: str) -> None:
    for source in (SOURCE, ADDRESS, f"{ADDRESS}?v=7", f"/{SOURCE}"):
        found = translated(f"/cdn-cgi/image/{options}/{source}")
        assert (found.vendor, found.options.segment, found.signature) == (Vendor.CLOUDFLARE, segment, None)


@pytest.mark.parametrize(
    ("options", "segment"),
    [
        ("rs:fit:300:200", "w=300,h=200"),
        ("rs:fit:300:200:1", "w=300,h=200,fit=contain,enlarge=1"),
        ("rs:fill:300:400:0/g:sm", "w=300,h=400,fit=crop,g=auto"),
        ("rs:fill:300:400:1", "w=300,h=400,fit=cover,enlarge=1"),
        ("rs:fill-down:300:400", "w=300,h=400,fit=cover"),
        ("rs:force:300:400:t", "w=300,h=400,fit=squeeze,enlarge=1"),
        ("rs::300", "w=300"),
        ("s:300:200:0:1", "w=300,h=200,fit=pad"),
        ("rs:fit:300:200:1:1:no", "w=300,h=200,fit=pad,enlarge=1,g=top"),
        ("w:300/h:0", "w=300"),
        ("w:300/w:400", "w=400"),
        ("resizing_type:fill/width:300/height:200/gravity:soea", "w=300,h=200,fit=crop,g=bottom-right"),
        ("rs:fill:9:9/g:fp:0.3:0.7", "w=9,h=9,fit=crop,g=0.3x0.7"),
        ("rs:fill:9:9/g:ce:0:0", "w=9,h=9,fit=crop"),
        ("rs:fill:9:9/g:obj:face", "w=9,h=9,fit=crop,g=face"),
        ("w:100/h:50/z:2/dpr:2", "w=400,h=200"),
        ("w:100/h:200/pd:10", "w=120,h=220,pad=10"),
        ("pd:10:10:10:10", "pad=10"),
        ("rot:450/fl:1:1", "rotate=270"),
        ("fl:1", "flip=h"),
        ("t:10", "trim=10"),
        ("trim:0", "trim=1"),
        ("bg:255:128:0", "bg=ff8000"),
        ("bg:f80/bga:0.5", "bg=ff880080"),
        ("q:80/f:webp", "q=80,f=webp"),
        ("q:80/q:0", ""),
        ("fq:jpeg:70:webp:60/f:webp", "q=60,f=webp"),
        ("aq:dssim:0.02", "q=auto"),
        ("aq:none", ""),
        ("bl:2.5/sh:0.5", "blur=3,sharpen=1"),
        ("bl:0.1", "blur=1"),
        ("a:0:1.2:0.8", "co=1.2,sat=0.8"),
        ("br:51", "br=1.4"),
        ("sm:0", "meta=keep"),
        ("kcr:1/sm:1", "meta=copyright"),
        ("da:1", "frame=0"),
        ("da:1/pg:3", "frame=3"),
        ("pg:3", ""),
        ("f:best", ""),
        ("crop:0:0/wm:0/raw:0", ""),
        ("rs%3Afit%3A300%3A200", "w=300,h=200"),
    ],
)
def test_imgproxy_options(options: str, segment: str) -> None:
    encoded = "aHR0cHM6Ly9leGFt/cGxlLmNvbS9hbGlj/ZS90cmlwcy9iZWFj/aC5qcGc"
    for source in (
        f"plain/{ADDRESS}",
        f"plain/https%3A%2F%2Fexample.com%2F{SOURCE}",
        f"plain/local:///{SOURCE}",
        encoded,
    ):
        for first in ("unsafe", "insecure", "_"):
            found = translated(f"/{first}/{options}/{source}")
            assert (found.vendor, found.options.segment, found.signature) == (Vendor.IMGPROXY, segment, None)


def test_imgproxy_needs_no_options_and_takes_an_extension() -> None:
    assert translated(f"/_/plain/{ADDRESS}@avif").options.segment == "f=avif"
    assert translated("/_/aHR0cHM6Ly9leGFtcGxlLmNvbS9hbGljZS90cmlwcy9iZWFjaC5qcGc.png").options.segment == "f=png"
    assert translated("/_/f:webp/YWxpY2UvdHJpcHMvYmVhY2guanBn.png").options.segment == "f=png"


@pytest.mark.parametrize(
    ("options", "segment"),
    [
        ("300x200", "w=300,h=200,fit=cover,enlarge=1"),
        ("300x", "w=300,fit=contain,enlarge=1"),
        ("0x200", "h=200,fit=contain,enlarge=1"),
        ("0x0", ""),
        ("origxorig", ""),
        ("-300x-200", "rotate=180,w=300,h=200,fit=cover,enlarge=1"),
        ("-0x0", "flip=h"),
        ("x-200", "flip=v,h=200,fit=contain,enlarge=1"),
        ("300x200/left/top", "w=300,h=200,fit=cover,enlarge=1,g=top-left"),
        ("-300x200/left", "flip=h,w=300,h=200,fit=cover,enlarge=1,g=right"),
        ("300x200/center/middle", "w=300,h=200,fit=cover,enlarge=1"),
        ("300x200/bottom", "w=300,h=200,fit=cover,enlarge=1,g=bottom"),
        ("300x200/left/smart", "w=300,h=200,fit=cover,enlarge=1,g=auto"),
        ("fit-in/300x200", "w=300,h=200"),
        ("fit-in/300x200/filters:upscale()", "w=300,h=200,fit=contain,enlarge=1"),
        ("fit-in/300x300/filters:fill(blue)", "w=300,h=300,fit=pad,bg=0000ff"),
        ("fit-in/300x300/filters:fill(add8e6,1)", "w=300,h=300,fit=pad,bg=add8e6"),
        ("fit-in/300x300/filters:upscale():fill(f00)", "w=300,h=300,fit=pad,enlarge=1,bg=ff0000"),
        ("fit-in/300x300/filters:fill(f00):upscale()", "w=300,h=300,fit=pad,bg=ff0000"),
        ("filters:fill(transparent)", ""),
        ("filters:blur(7)", "blur=7"),
        ("filters:blur(7, 3)", "blur=3"),
        ("filters:brightness(40):contrast(-20)", "br=1.8,co=0.64"),
        ("filters:sharpen(2,1.0,true)", "sharpen=2"),
        ("filters:saturation(0.5)", "sat=0.5"),
        ("filters:quality(40):format(webp):grayscale()", "gray=1,q=40,f=webp"),
        ("filters:background_color(white):strip_exif()", "bg=ffffff"),
        ("300x100/filters:rotate(90)", "rotate=270,w=100,h=300,fit=cover,enlarge=1"),
        ("300x100/left/filters:rotate(90)", "rotate=270,w=100,h=300,fit=cover,enlarge=1,g=bottom"),
        ("300x200/filters:no_upscale()", "w=300,h=200,fit=crop"),
        ("300x/filters:no_upscale()", "w=300"),
        ("200x100/filters:stretch()", "w=200,h=100,fit=squeeze,enlarge=1"),
        ("200x100/filters:proportion(0.5)", "w=100,h=50,fit=cover,enlarge=1"),
        ("filters:cover()", "frame=0"),
        ("trim", "trim=1"),
        ("trim:top-left:52", "trim=30"),
        ("trim/0x0:0x0", "trim=1"),
        ("meta/-300x-200/left/top/smart/filters:format(png)", "f=json"),
        ("filters%3Ablur(7)", "blur=7"),
    ],
)
def test_thumbor_options(options: str, segment: str) -> None:
    for source in (
        SOURCE,
        ADDRESS,
        f"https%3A%2F%2Fexample.com%2F{SOURCE}",
        f"example.com/{SOURCE}",
        f"localhost:80/{SOURCE}",
    ):
        found = translated(f"/unsafe/{options}/{source}")
        assert (found.vendor, found.options.segment, found.signature) == (Vendor.THUMBOR, segment, None)


@pytest.mark.parametrize(
    ("options", "segment"),
    [
        ("c_fill,g_auto,h_300,w_400/f_auto/q_auto", "w=400,h=300,fit=cover,enlarge=1,g=auto,q=auto"),
        ("c_fill%2Cw_400%2Ch_300", "w=400,h=300,fit=cover,enlarge=1"),
        ("w_400,h_300", "w=400,h=300,fit=squeeze,enlarge=1"),
        ("fl_ignore_aspect_ratio,w_400,h_300", "w=400,h=300,fit=squeeze,enlarge=1"),
        ("c_scale,w_400", "w=400,fit=contain,enlarge=1"),
        ("c_fit,w_400,h_300", "w=400,h=300,fit=contain,enlarge=1"),
        ("c_limit,w_400,h_300", "w=400,h=300"),
        ("c_lfill,w_400,h_300,g_north_west", "w=400,h=300,fit=cover,g=top-left"),
        ("b_rgb:9090ff,c_pad,w_400,h_300", "w=400,h=300,fit=pad,enlarge=1,bg=9090ff"),
        ("c_lpad,w_400,h_300,g_south,b_black", "w=400,h=300,fit=pad,g=bottom,bg=000000"),
        ("c_thumb,g_face,w_150,h_150", "w=150,h=150,fit=cover,enlarge=1,g=face,zoom=1"),
        ("c_thumb,g_face,w_150,h_150,z_0.7", "w=150,h=150,fit=cover,enlarge=1,g=face,zoom=0.7"),
        ("c_auto,g_auto,w_150,h_150", "w=150,h=150,fit=cover,enlarge=1,g=auto"),
        ("ar_16:9,c_fill,w_400", "w=400,h=225,fit=cover,enlarge=1"),
        ("ar_1.5,c_fill,h_200", "w=300,h=200,fit=cover,enlarge=1"),
        ("ar_1.5,c_fill,h_200,w_20", "w=20,h=200,fit=cover,enlarge=1"),
        ("w_100,dpr_2.0", "w=200,fit=contain,enlarge=1"),
        ("q_auto:eco", "q=auto"),
        ("q_80:420", "q=80"),
        ("f_jpg,pg_2", "frame=1,f=jpeg"),
        ("e_grayscale", "gray=1"),
        ("e_blur:300", "blur=15"),
        ("e_blur", "blur=5"),
        ("e_sharpen:250", "sharpen=2.5"),
        ("e_brightness:-50/e_contrast:20/e_saturation:-100", "br=0.5,co=1.2,sat=0"),
        ("e_brightness", "br=1.8"),
        ("e_gamma:50", "gamma=1.5"),
        ("e_trim:10/c_limit,w_400", "trim=26,w=400"),
        ("bo_4px_solid_black", "border=4-000000"),
        ("bo_4px_solid_rgb:00390b60", "border=4-00390b60"),
        ("a_hflip", "flip=h"),
        ("a_-90", "rotate=270"),
        ("a_vflip.90", "rotate=90,flip=h"),
        ("c_fill,w_400,h_300,g_north/a_90", "rotate=90,w=300,h=400,fit=cover,enlarge=1,g=right"),
        ("a_90/c_fill,w_400,h_300,g_north", "rotate=90,w=400,h=300,fit=cover,enlarge=1,g=top"),
        ("w_400/e_blur:100", "w=400,fit=contain,enlarge=1,blur=5"),
        ("fl_getinfo", "f=json"),
        ("fl_keep_iptc.progressive:steep", "meta=keep"),
        ("w_auto,c_limit", ""),
    ],
)
def test_cloudinary_options(options: str, segment: str) -> None:
    for start in ("/demo/image/upload", "/image/upload"):
        for source in (SOURCE, f"v1685472103/{SOURCE}"):
            found = translated(f"{start}/{options}/{source}")
            assert (found.vendor, found.options.segment, found.signature) == (Vendor.CLOUDINARY, segment, None)


def test_cloudinary_fetches_by_address_and_needs_no_options() -> None:
    assert translated(f"/demo/image/fetch/w_300/{ADDRESS}").options.w == 300
    assert translated(f"/demo/image/fetch/https%3A%2F%2Fexample.com%2F{SOURCE}").options.segment == ""
    assert translated(f"/demo/image/upload/{SOURCE}").options.segment == ""


@pytest.mark.parametrize(
    ("options", "segment"),
    [
        ("w-300,h-200", "w=300,h=200,fit=cover,enlarge=1"),
        ("w-200", "w=200,fit=contain,enlarge=1"),
        ("ar-4-3,w-400", "w=400,h=300,fit=cover,enlarge=1"),
        ("w-300,h-200,cm-pad_resize,bg-F3F3F3", "w=300,h=200,fit=pad,enlarge=1,bg=f3f3f3"),
        ("w-300,h-200,cm-pad_resize,fo-left", "w=300,h=200,fit=pad,enlarge=1,g=left,bg=000000"),
        ("w-300,h-200,c-force", "w=300,h=200,fit=squeeze,enlarge=1"),
        ("w-300,h-200,c-at_max", "w=300,h=200"),
        ("w-300,h-200,c-at_max_enlarge", "w=300,h=200,fit=contain,enlarge=1"),
        ("w-300,h-200,c-maintain_ratio,fo-bottom_right", "w=300,h=200,fit=cover,enlarge=1,g=bottom-right"),
        ("w-200,h-300,fo-auto", "w=200,h=300,fit=cover,enlarge=1,g=auto"),
        ("w-150,h-150,fo-face", "w=150,h=150,fit=cover,enlarge=1,g=face,zoom=1"),
        ("w-150,h-150,fo-face,z-0.5", "w=150,h=150,fit=cover,enlarge=1,g=face,zoom=0.5"),
        ("q-90,f-jpg", "q=90,f=jpeg"),
        ("h-300,w-400,f-jpg,pr-false", "w=400,h=300,fit=cover,enlarge=1,f=baseline-jpeg"),
        ("bl-10", "blur=10"),
        ("h-300,e-grayscale", "h=300,fit=contain,enlarge=1,gray=1"),
        ("w-200,dpr-2", "w=400,fit=contain,enlarge=1"),
        ("w-200,dpr-auto,lo-true,cp-true", "w=200,fit=contain,enlarge=1"),
        ("t-true", "trim=10"),
        ("t-15", "trim=15"),
        ("w-300,b-5_FFF000", "w=300,fit=contain,enlarge=1,border=5-fff000"),
        ("md-true", "meta=keep"),
        ("rt-90", "rotate=90"),
        ("rt-N90", "rotate=270"),
        ("rt-360,fl-h", "flip=h"),
        ("w-300,h-200:rt-90", "rotate=90,w=200,h=300,fit=cover,enlarge=1"),
        ("rt-90:w-300,h-200", "rotate=90,w=300,h=200,fit=cover,enlarge=1"),
        ("bg-FFAABB50", "bg=ffaabb80"),
        ("e-sharpen-20", "sharpen=2"),
        ("orig-true,w-300", ""),
    ],
)
def test_imagekit_options(options: str, segment: str) -> None:
    for path, query in (
        (f"/tr:{options}/{SOURCE}", ""),
        (f"/demo/tr:{options}/{SOURCE}", "updatedAt=7"),
        (f"/demo/alice/tr:{options}/trips/beach.jpg", ""),
        (f"/tr:{options}/{ADDRESS}", ""),
        (f"/tr%3A{options}/{SOURCE}", ""),
        (f"/{SOURCE}", f"v=3&tr={options}"),
        (f"/demo/{SOURCE}", f"tr={options}"),
    ):
        found = translated(path, query)
        assert (found.vendor, found.options.segment, found.signature) == (Vendor.IMAGEKIT, segment, None)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        (f"/cdn-cgi/image/width=auto,onerror=redirect,scq=50/{SOURCE}", ("w=auto", "onerror", "scq")),
        (f"/_/cb:v2/ar:1/raw:0/plain/{SOURCE}", ("cb", "ar", "raw")),
        (f"/unsafe/filters:strip_exif():max_bytes(4000)/{SOURCE}", ("strip_exif", "max_bytes")),
        (
            f"/demo/image/upload/q_auto:best,w_auto/fl_progressive,d_x.png/{SOURCE}",
            ("q_auto:best", "w=auto", "fl_progressive", "d"),
        ),
        (f"/tr:lo-true,di-x.jpg,dpr-auto:lo-true/{SOURCE}", ("lo", "di", "dpr-auto")),
    ],
)
def test_options_without_effect_are_named(path: str, ignored: tuple[str, ...]) -> None:
    assert translated(path).ignored == ignored


def test_the_same_wish_is_the_same_object_whoever_is_asked() -> None:
    asked = [
        translated(f"/cdn-cgi/image/w=300,h=200,fit=cover,g=auto,f=webp/{SOURCE}"),
        translated(f"/unsafe/rs:fill:300:200:1/g:sm/plain/{SOURCE}@webp"),
        translated(f"/unsafe/300x200/smart/filters:format(webp)/{SOURCE}"),
        translated(f"/demo/image/upload/c_fill,g_auto,w_300,h_200/f_webp/{SOURCE}"),
        translated(f"/tr:w-300,h-200,fo-auto,f-webp/{SOURCE}"),
    ]
    assert [one.vendor for one in asked] == list(Vendor)
    assert {one.options.segment for one in asked} == {"w=300,h=200,fit=cover,enlarge=1,g=auto,f=webp"}
