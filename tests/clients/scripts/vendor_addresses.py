"""Addresses by the vendors' own libraries, as JSON. Runs in the environment of requirements/clients.txt."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from cloudinary.utils import cloudinary_url
from imagekitio import ImageKit
from libthumbor import CryptoURL
from pyimgproxy import ImgProxy

Address = tuple[str, str, str]
"""Its name, itself, and the options of ours that mean the same."""


def cloudinary(given: dict[str, Any]) -> Iterator[Address]:
    def url(**options: Any) -> str:
        account = {"cloud_name": given["handle"], "api_secret": given["secret"], "secure": True}
        return str(cloudinary_url(given["source"], **account, **options)[0])

    yield "limit, unsigned", url(width=512, crop="limit", fetch_format="auto"), "w=512"
    yield "fill", url(width=302, height=200, crop="fill", sign_url=True), "w=302,h=200,fit=cover,enlarge=1"
    yield (
        "long signature",
        url(width=304, height=200, crop="fill", sign_url=True, long_url_signature=True),
        "w=304,h=200,fit=cover,enlarge=1",
    )
    yield "format", url(width=306, crop="limit", fetch_format="png", sign_url=True), "w=306,f=png"
    yield "scale", url(width=308, height=100, crop="scale", sign_url=True), "w=308,h=100,fit=squeeze,enlarge=1"
    yield "quality", url(width=310, crop="limit", quality=60, sign_url=True, version=7), "w=310,q=60"
    yield "effect", url(width=312, crop="limit", effect="grayscale", sign_url=True), "w=312,gray=1"
    yield "angle", url(width=314, crop="limit", angle=180, sign_url=True), "w=314,rotate=180"


def imagekit(given: dict[str, Any]) -> Iterator[Address]:
    helper = ImageKit(private_key=given["secret"]).helper

    def url(options: dict[str, Any], **more: Any) -> str:
        endpoint = f"https://ik.imagekit.io/{given['handle']}"
        return str(helper.build_url(url_endpoint=endpoint, src=given["source"], transformation=[options], **more))

    yield "unsigned", url({"width": 512}), "w=512"
    yield "in the path", url({"width": 512}, transformation_position="path"), "w=512"
    yield "signed", url({"width": 303, "height": 200}, signed=True), "w=303,h=200,fit=cover,enlarge=1"
    yield (
        "signed for an hour",
        url({"width": 305, "height": 200}, expires_in=3600),
        "w=305,h=200,fit=cover,enlarge=1",
    )
    yield (
        "signed in the path",
        url({"width": 307, "height": 200}, signed=True, transformation_position="path"),
        "w=307,h=200,fit=cover,enlarge=1",
    )
    yield "format", url({"width": 309, "format": "png"}, signed=True), "w=309,f=png"
    yield "quality", url({"width": 311, "quality": 60}, signed=True), "w=311,q=60"


def thumbor(given: dict[str, Any]) -> Iterator[Address]:
    build = CryptoURL(key=given["secret"]).generate

    def url(**options: Any) -> str:
        return f"https://thumbor.example.com/{build(image_url=given['place'], **options).lstrip('/')}"

    yield "unsigned", url(unsafe=True, width=512, fit_in=True), "w=512"
    yield "cover", url(width=301, height=200), "w=301,h=200,fit=cover,enlarge=1"
    yield "fit in", url(width=321, height=200, fit_in=True), "w=321,h=200"
    yield "flip", url(width=323, height=200, flip=True), "w=323,h=200,fit=cover,enlarge=1,flip=h"
    yield (
        "filters",
        url(width=325, height=200, filters=["quality(60)", "format(png)"]),
        "w=325,h=200,fit=cover,enlarge=1,f=png",
    )


def imgproxy(given: dict[str, Any]) -> Iterator[Address]:
    server = "https://imgproxy.example.com"
    signed = ImgProxy(server, given["imgproxy"]["secret"], given["imgproxy"]["salt"])
    image, unsigned = (each.image(f"https://old.example.com/{given['place']}") for each in (signed, ImgProxy(server)))
    yield "unsigned", unsigned.width(512).url, "w=512"
    yield "fill", image.resize("fill", 300, 200, True).url, "w=300,h=200,fit=cover,enlarge=1"
    yield "fit", image.resizing_type("fit").width(330).format("png").url, "w=330,f=png"
    yield "gravity", image.resize("fill", 331, 200).gravity("no").url, "w=331,h=200,fit=crop,g=top"
    yield "quality", image.width(332).quality(60).url, "w=332,q=60"


if __name__ == "__main__":
    told = json.load(sys.stdin)
    vendors = {each.__name__: list(each(told)) for each in (cloudinary, imagekit, thumbor, imgproxy)}
    json.dump(vendors, sys.stdout)
