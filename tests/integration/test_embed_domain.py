"""The custom domain that embed code is written with by default."""

from uuid import uuid4

from tests.integration.cloud import Cloud, User
from tests.integration.domains import custom_domains


def test_embed_code_has_the_domain_of_the_settings_while_it_is_verified(
    cloud: Cloud, user: User, rocket: bytes
) -> None:
    image = user.upload(rocket, "a.jpg", album="trips")
    host, second, foreign = (f"{name}.{uuid4().hex}.com" for name in ("images", "pictures", "foreign"))

    def direct(query: str = "") -> str:
        answer = user.call("GET", f"/v1/images/{image['id']}/embed", query=query)
        assert answer.status == 200, answer
        return str(answer.body["direct"]).rsplit("/trips/", 1)[0]

    def prefer(name: str, **others: str) -> int:
        return user.call("PUT", "/v1/settings", {"embed_domain": name, **others}).status

    installation = direct()
    with custom_domains(cloud) as domains:
        live, _ = domains.verified(user, host), domains.verified(user, second)
        domains.verified(cloud.user(f"other-{uuid4().hex}"), foreign)
        domains.add(user, f"pending.{host}")
        for wrong in (foreign, f"pending.{host}", "nobodys.example.com", ""):
            assert prefer(wrong) == 400, wrong
        assert user.call("GET", "/v1/settings").body["embed_domain"] is None

        assert prefer(f" {host.upper()}") == 200
        assert user.call("GET", "/v1/settings").body["embed_domain"] == host
        assert (direct(), direct(f"domain={second}")) == (f"https://{host}", f"https://{second}")
        assert direct("domain=") == installation

        assert user.call("DELETE", f"/v1/custom-domains/{live['id']}", {}).status == 204
        assert direct() == installation
        assert prefer(host, theme="dark") == 200  # it was set before
        assert prefer(second) == 200
        assert prefer(host) == 400
