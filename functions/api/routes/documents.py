"""/openapi.json: the document that was generated from these very routes, as it lies beside the schema."""

from importlib.resources import files

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

router = APIGatewayHttpRouter()


@router.get("/openapi.json", include_in_schema=False)
def openapi_document() -> Response[str]:
    document = files("schema").joinpath("openapi.json").read_text()
    return Response(
        200, content_type="application/json", body=document, headers={"Cache-Control": "public, max-age=300"}
    )
