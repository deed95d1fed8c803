"""What a resolver answers when a route goes wrong by itself."""

import json

from pydantic import BaseModel

from pixelflare.entry.http import new_resolver
from pixelflare.entry.request import Request
from tests.lambda_events import Context, http_event


class Thing(BaseModel):
    size: int


def test_answer_that_is_not_what_the_route_promises_is_a_fault_of_ours_and_not_the_callers() -> None:
    app = new_resolver()

    @app.get("/thing")
    def thing() -> Thing:
        return {"size": "large"}  # type: ignore[return-value]

    event = http_event("GET", "/thing")
    app.append_context(request=Request(event))
    answer = app.resolve(event, Context("api"))

    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["error"]["code"] == "INTERNAL_ERROR"
    assert "large" not in answer["body"]
