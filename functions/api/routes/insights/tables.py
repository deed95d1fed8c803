"""Answers that are JSON, or a table for a spreadsheet."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from pixelflare import analytics
from pixelflare.entry.http import answers
from schema.analytics import AnswerFormat

Format = Annotated[AnswerFormat, Query(alias="format", description="`csv` for a spreadsheet")]


def read_as_table(
    summary: str, operation_id: str, model: type[BaseModel], *refusals: HTTPStatus, description: str
) -> dict[str, Any]:
    """What the document says of such a route."""
    found = answers(HTTPStatus.OK, "The numbers, as JSON or CSV", HTTPStatus.BAD_REQUEST, *refusals, model=model)
    found[int(HTTPStatus.OK)]["content"]["text/csv"] = {"schema": {"type": "string"}}
    return {"summary": summary, "operation_id": operation_id, "description": description, "responses": found}


def answer_as(
    asked: AnswerFormat, answer: BaseModel, *, rows: Sequence[BaseModel], columns: Sequence[str], file: str
) -> Response[Any]:
    """The answer itself, or its rows as a file."""
    if asked is AnswerFormat.JSON:
        return Response(int(HTTPStatus.OK), content_type="application/json", body=answer)
    headers: dict[str, str | list[str]] = {"content-disposition": f'attachment; filename="{file}.csv"'}
    text = analytics.as_csv(rows, columns=columns)
    return Response(int(HTTPStatus.OK), content_type="text/csv; charset=utf-8", body=text, headers=headers)
