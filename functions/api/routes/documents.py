"""/openapi.json: the document that was generated from these routes, as it lies beside the schema."""

from http import HTTPStatus
from importlib.resources import files

from aws_lambda_powertools.event_handler import Response

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import ANONYMOUS, Routes, answers

routes: Routes[Services] = Routes(tag="documents")


@routes.get(
    "/openapi.json",
    scope=None,
    cost=ANONYMOUS,
    summary="Get this document",
    responses=answers(HTTPStatus.OK, "The document"),
    operation_id="openapiDocument",
    include_in_schema=False,
)
def openapi_document(_: ApiCall) -> Response[str]:
    document = files("schema").joinpath("openapi.json").read_text()
    return Response(
        200, content_type="application/json", body=document, headers={"Cache-Control": "public, max-age=300"}
    )
