"""The edge of the tiny application over HTTP: behaviours, failover, cache, purge, headers."""

import base64
import json

import httpx
import pytest
from botocore.exceptions import ClientError

from local.cloud import LocalCloud

SHELF = "tiny-storage-shelf"


@pytest.fixture(autouse=True)
def cold(cloud: LocalCloud) -> None:
    cloud.edge.cache.clear()


def put(cloud: LocalCloud, key: str, body: bytes = b"0123456789", **told: object) -> None:
    told = {"ContentType": "text/plain", "CacheControl": "public, max-age=60", **told}
    cloud.client("s3").put_object(Bucket=SHELF, Key=key, Body=body, **told)


def purge(cloud: LocalCloud, *items: str) -> None:
    cloud.client("cloudfront").create_invalidation(
        DistributionId=cloud.edge.identifier,
        InvalidationBatch={"Paths": {"Quantity": len(items), "Items": list(items)}, "CallerReference": "test"},
    )


def test_the_edge_function_can_answer_by_itself(web: httpx.Client) -> None:
    answer = web.get("/answer")
    assert (answer.text, answer.headers["x-cache"]) == ("from the edge", "FunctionGeneratedResponse from cloudfront")


def test_the_edge_function_changes_the_path_that_the_origin_sees(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "long/name")
    answer = web.get("/short/name")
    assert (answer.status_code, answer.headers["x-seen"]) == (200, "/long/name")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_the_behaviour_does_not_allow_gets_cloudfronts_own_page(web: httpx.Client, method: str) -> None:
    """Before the edge function, which would have answered. https://github.com/magda-io/magda/issues/736 shows the page."""
    answer = web.request(method, "/answer")
    assert (answer.status_code, answer.headers["server"]) == (403, "CloudFront")
    assert (answer.headers["content-type"], answer.headers["x-cache"]) == ("text/html", "Error from cloudfront")
    assert "not configured to allow the HTTP request method that was used for this request" in answer.text


def test_an_edge_function_that_never_ends_is_a_503(web: httpx.Client) -> None:
    assert web.get("/loop").status_code == 503


def test_a_second_request_is_answered_by_the_cache(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "cached")
    first, second = web.get("/cached"), web.get("/cached")
    assert [first.headers["x-cache"], second.headers["x-cache"]] == ["Miss from cloudfront", "Hit from cloudfront"]
    assert "age" in second.headers
    assert "age" not in first.headers


def test_what_s3_lacks_comes_from_the_function_and_is_cached(web: httpx.Client) -> None:
    first, second = web.get("/made/one"), web.get("/made/one")
    assert first.status_code == 200
    assert first.text == second.text
    assert web.get("/made/two").text != first.text


def test_an_error_is_remembered_for_its_least_time(web: httpx.Client, cloud: LocalCloud) -> None:
    assert web.get("/missing").status_code == 404
    put(cloud, "missing")
    assert web.get("/missing").headers["x-cache"] == "Error from cloudfront"
    cloud.edge.cache.clear()
    assert web.get("/missing").status_code == 200


@pytest.mark.parametrize("item", ["#made-tagged", "/made/tagged", "/made/*", "/*"])
def test_a_purge_by_tag_or_path_forgets_what_a_function_served(web: httpx.Client, cloud: LocalCloud, item: str) -> None:
    before = web.get("/made/tagged").text
    assert web.get("/made/tagged").text == before
    purge(cloud, item)
    assert web.get("/made/tagged").text != before


@pytest.mark.parametrize("item", ["#shelf-7", "/purged", "/purg*"])
def test_a_purge_by_tag_or_path_forgets_what_s3_served(web: httpx.Client, cloud: LocalCloud, item: str) -> None:
    put(cloud, "purged", b"before", Metadata={"cache-tag": "own-1,shelf-7"})
    assert web.get("/purged").text == "before"
    put(cloud, "purged", b"after", Metadata={"cache-tag": "own-1,shelf-7"})
    assert web.get("/purged").text == "before"
    purge(cloud, item)
    assert web.get("/purged").text == "after"


def test_an_answer_without_the_tag_header_is_not_reached_by_a_purge_of_the_tag(
    web: httpx.Client, cloud: LocalCloud
) -> None:
    put(cloud, "untagged-object", b"before")
    kept = [web.get("/untagged-object").text, web.get("/made/untagged").text]
    put(cloud, "untagged-object", b"after")
    purge(cloud, "#made", "#made-untagged", "#shelf-7")
    assert [web.get("/untagged-object").text, web.get("/made/untagged").text] == kept


def test_a_path_can_be_purged_by_the_name_the_viewer_used(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "long/viewed", b"before")
    web.get("/short/viewed")
    put(cloud, "long/viewed", b"after")
    purge(cloud, "/short/viewed")
    assert web.get("/short/viewed").text == "after"


def test_another_distribution_cannot_be_purged(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="NoSuchDistribution"):
        cloud.client("cloudfront").create_invalidation(
            DistributionId="EOTHER",
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "x"},
        )


def test_conditions_ranges_and_head_are_answered_from_the_cache(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "parts")
    whole = web.get("/parts")
    tagged = web.get("/parts", headers={"If-None-Match": whole.headers["etag"]})
    assert (tagged.status_code, tagged.content) == (304, b"")
    part = web.get("/parts", headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.text, part.headers["content-range"]) == (206, "234", "bytes 2-4/10")
    assert web.get("/parts", headers={"Range": "bytes=90-"}).status_code == 416
    head = web.head("/parts")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "10")


def test_a_range_of_something_not_cached_is_right_too(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "cold-range")
    answer = web.get("/cold-range", headers={"Range": "bytes=-3"})
    assert (answer.status_code, answer.text, answer.headers["x-cache"]) == (206, "789", "Miss from cloudfront")


def test_a_method_the_behaviour_does_not_allow_is_refused(web: httpx.Client) -> None:
    assert web.post("/answer").status_code == 403


def test_viewers_get_the_policys_headers_and_no_tags(web: httpx.Client, cloud: LocalCloud) -> None:
    put(cloud, "headers", Metadata={"cache-tag": "x"})
    plain = web.get("/headers")
    assert plain.headers["x-content-type-options"] == "nosniff"
    assert "x-amz-meta-cache-tag" not in plain.headers
    assert "access-control-allow-origin" not in plain.headers
    assert web.get("/headers", headers={"Origin": "https://a.test"}).headers["access-control-allow-origin"] == "*"


def test_an_api_gets_the_request_as_payload_version_two(web: httpx.Client) -> None:
    answer = web.post(
        "/api/a%20b/c?x=1&x=2&y=%C3%BC",
        content=b'{"k": 1}',
        headers={"Content-Type": "application/json", "Cookie": "a=1; b=2", "X-Custom": "yes"},
    )
    event = answer.json()
    assert event["version"] == "2.0"
    assert event["routeKey"] == "ANY /api/{proxy+}"
    assert event["rawPath"] == "/api/a b/c"
    assert event["pathParameters"] == {"proxy": "a b/c"}
    assert event["queryStringParameters"] == {"x": "1,2", "y": "ü"}
    assert event["cookies"] == ["a=1", "b=2"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"k": 1}', False)
    assert event["headers"]["x-custom"] == "yes"
    assert event["headers"]["host"].endswith(".execute-api.us-east-1.amazonaws.com")
    assert event["requestContext"]["http"]["method"] == "POST"


def test_binary_bodies_travel_both_ways(web: httpx.Client) -> None:
    event = web.put("/api/upload", content=b"\x00\xff", headers={"Content-Type": "image/x-test"}).json()
    assert (event["body"], event["isBase64Encoded"]) == ("AP8=", True)
    assert web.get("/api/binary").content == b"\x00\x01\xff"


def test_an_api_can_set_several_cookies(web: httpx.Client) -> None:
    assert web.get("/api/cookies").headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_handler_that_fails_is_a_500_without_its_reasons(web: httpx.Client) -> None:
    answer = web.get("/api/crash")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


def test_nothing_uncached_is_kept(web: httpx.Client) -> None:
    ids = {web.get("/api/x").json()["requestContext"]["requestId"] for _ in range(2)}
    assert len(ids) == 2


def test_a_name_becomes_a_token_of_the_local_pool_and_the_name_itself_goes_no_further(web: httpx.Client) -> None:
    headers = web.get("/api/me", headers={"X-Mock-Auth": "ada"}).json()["headers"]
    assert headers["authorization"].startswith("Bearer ey")
    assert "x-mock-auth" not in headers
    again = web.get("/api/me", headers={"X-Mock-Auth": "ada"}).json()["headers"]
    assert again["authorization"] == headers["authorization"]
    other = web.get("/api/me", headers={"X-Mock-Auth": "bob"}).json()["headers"]
    assert _claims(other["authorization"])["sub"] != _claims(headers["authorization"])["sub"]


def test_a_name_that_cannot_be_a_users_is_refused(web: httpx.Client) -> None:
    assert web.get("/api/me", headers={"X-Mock-Auth": "a b"}).status_code == 400


def _claims(header: str) -> dict[str, object]:

    payload = header.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return claims
