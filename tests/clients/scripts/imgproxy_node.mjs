// Addresses by imgproxy's own library for Node, as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { generateImageUrl } = createRequire(`${process.env.NODE_PATH}/`)("@imgproxy/imgproxy-node");
const given = JSON.parse(readFileSync(0, "utf8"));
const value = `https://old.example.com/${given.place}`;
const url = (displayAs, options) =>
  generateImageUrl({
    endpoint: "https://imgproxy.example.com/",
    url: { value, displayAs },
    options,
    key: given.imgproxy.secret,
    salt: given.imgproxy.salt,
  });
const fill = { resizing_type: "fill", height: 200, enlarge: 1 };
console.log(
  JSON.stringify([
    ["base 64", url("base64", { ...fill, width: 333 }), "w=333,h=200,fit=cover,enlarge=1"],
    ["plain", url("plain", { ...fill, width: 334 }), "w=334,h=200,fit=cover,enlarge=1"],
    ["format", url("base64", { width: 335, format: "png" }), "w=335,f=png"],
    ["gravity", url("plain", { ...fill, width: 336, gravity: { type: "no" } }), "w=336,h=200,fit=cover,enlarge=1,g=top"],
  ]),
);
