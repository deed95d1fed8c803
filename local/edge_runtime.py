"""CloudFront's additions to JavaScript, for the embedded engine: only those that the edge function uses.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html, Buffer;
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/general-helper-methods.html, rawQueryString();
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/saas-specific-logic-function-code.html, distributionTenant.
"""

import re

_IMPORT = re.compile(r"""^import (\w+) from ?['"]cloudfront['"];""")


def as_script(code: str) -> str:
    """The engine evaluates scripts, and a function that uses CloudFront's module begins with its import."""
    return _IMPORT.sub(r"var \1 = __cf;", code)


RUNTIME = """
var console = { log: function () {}, error: function () {} };
var Buffer = {
  from: function (text) {
    const bytes = unescape(encodeURIComponent(text));
    return {
      toString: function (encoding) {
        if (encoding !== "base64url") { throw new Error("only base64url is known here"); }
        const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let made = "";
        for (let at = 0; at < bytes.length; at += 3) {
          const three = [0, 1, 2].reduce((sum, i) => sum * 256 + (bytes.charCodeAt(at + i) || 0), 0);
          const four = [18, 12, 6, 0].map((shift) => letters[(three >> shift) & 63]).join("");
          made += four.slice(0, Math.min(4, bytes.length - at + 1));
        }
        return made;
      }
    };
  }
};
var __tenant = null;
var __cf = {
  get distributionTenant() {
    if (__tenant === null) { throw new TypeError("distributionTenant module is not available"); }
    return { parameters: { get: function (key) { return __tenant[key]; } } };
  }
};
function __event(text, query) {
  const event = JSON.parse(text);
  __tenant = event.tenant || null;
  delete event.tenant;
  event.request.rawQueryString = function () { return query === "" ? undefined : query; };
  return event;
}
"""
"""`__event` is a handler's event. An empty query counts as none."""
