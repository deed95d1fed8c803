"""What a resolver answers when a route goes wrong by itself."""

import json

from pydantic import BaseModel

from pixelflare.entry.http import Call, HttpApp, Request, Routes
from tests.lambda_events import Context, http_event


class Thing(BaseModel):
    size: int


def test_answer_that_is_not_what_the_route_promises_is_a_fault_of_ours_and_not_the_callers() -> None:
    routes: Routes[None] = Routes(tag="things")

    @routes.get("/thing", scope=None, cost=None, summary="Get a thing", operation_id="thing", responses={})
    def thing(_: Call[None]) -> Thing:
        return {"size": "large"}  # type: ignore[return-value]

    app, event = HttpApp(routes), http_event("GET", "/thing")
    request = Request(event, policy=app.match("GET", "/thing").policy)
    answer = app.resolve(event, Call(request, None, Context("api")))

    assert answer["statusCode"] == 500
    assert json.loads(answer["body"])["error"]["code"] == "INTERNAL_ERROR"
    assert "large" not in answer["body"]
