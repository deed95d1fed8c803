"""Views under custom domains count for the images that they show."""

from uuid import uuid4

from tests.integration.access_logs import count_views, log_line, write_log
from tests.integration.cloud import Cloud, User
from tests.integration.domains import custom_domains

AT = "2026-11-25T06:05:00Z"


def test_views_by_the_domain_count_for_the_image_and_its_owner(cloud: Cloud, user: User, rocket: bytes) -> None:
    image = user.upload(rocket)
    host, other = f"images.{uuid4().hex}.com", cloud.user(f"other-{uuid4().hex}").upload(rocket)
    below = f"/{image['album']}/{image['filename']}"
    with custom_domains(cloud) as domains:
        domains.verified(user, host)
    asked = [
        below,
        f"{below}/w512.webp",
        f"/{image['owner']}{below}/w512",
        f"/{image['id']}",
        f"/{other['owner']}{below}",
    ]
    write_log(
        cloud,
        *(log_line(path, at=AT, x_host_header=host) for path in asked),
        log_line(below, at=AT, x_host_header=f"gone.{host}"),
    )
    write_log(cloud, log_line(f"/{image['owner']}{below}", at=AT))  # as before hosts were logged
    count_views(cloud, at="2026-11-25T07:20:00Z")

    seen = "from=2026-11-25T00:00:00Z&to=2026-11-25T23:00:00Z"
    of_image = user.call("GET", f"/v1/images/{image['id']}/analytics", query=seen).body
    assert of_image["views"] == 4
    variants = user.call("GET", "/v1/analytics/variants", query=seen).body["data"]
    assert {each["name"]: each["views"] for each in variants} == {"original": 2, "w512": 2}
    assert user.call("GET", "/v1/analytics/summary", query=seen).body["views"] == 4
    rows = {row["sk"]["S"]: row for row in cloud.rows("DERIVED_TABLE") if row["pk"]["S"] == "MAN#H"}
    manifest = rows["H#2026-11-25T06"]
    assert (manifest["unknown_hosts"], manifest["others"]) == ({"N": "1"}, {"N": "2"})
