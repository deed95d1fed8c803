"""/v1/admin/dead-letters: what has failed for good"""

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.admin.services import AdminCall, Services
from pixelflare.entry.http import JSON_BODY, OPERATOR_TOKEN, READ, WRITE, AuditAction, Routes, answers
from schema import budgets
from schema.administration import ChooseDeadLetters, DeadLetterList, HandledDeadLetters, QueueName
from schema.identity.scopes import Scope

routes: Routes[Services] = Routes("/v1/admin/dead-letters", tag="operators")

AQueue = Annotated[QueueName, Path(description="The dead-letter queue's name in the list")]
_LAST_PIECE_MS = budgets.LAST_PIECE.total_seconds() * 1000
_DONE = answers(HTTPStatus.OK, "What became of them", HTTPStatus.NOT_FOUND)


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    credentials=OPERATOR_TOKEN,
    summary="List dead letters",
    description="Messages that failed for good, oldest first, with the reason that the log of their function knows. SQS hides "
    "them from others while they are read, and shows no more than some of many.",
    responses=answers(HTTPStatus.OK, "Queues, and what is in them"),
    operation_id="listDeadLetters",
)
def list_dead_letters(call: AdminCall) -> DeadLetterList:
    return call.services.dead_letters.listed()


@routes.post(
    "/<queue>/redrive",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("redrive", "dead_letter", id_parameter="queue"),
    body=JSON_BODY,
    summary="Send dead letters back",
    description="To the queues that they came from, to be tried again. What a stream or a schedule gave up has none, and is kept. "
    "One request handles as many as it has time for: `left` says how many wait still. Can be repeated.",
    responses=_DONE,
    operation_id="redriveDeadLetters",
)
def redrive(call: AdminCall, queue: AQueue, request: ChooseDeadLetters) -> HandledDeadLetters:
    return _handled(call, queue, request, call.services.dead_letters.redrive)


@routes.post(
    "/<queue>/discard",
    scope=Scope.ADMIN,
    cost=WRITE,
    credentials=OPERATOR_TOKEN,
    audit=AuditAction("discard", "dead_letter", id_parameter="queue"),
    body=JSON_BODY,
    summary="Discard dead letters",
    description="For ever. The audit log keeps their ids. One request handles as many as it has time for. Can be repeated.",
    responses=_DONE,
    operation_id="discardDeadLetters",
)
def discard(call: AdminCall, queue: AQueue, request: ChooseDeadLetters) -> HandledDeadLetters:
    return _handled(call, queue, request, call.services.dead_letters.discard)


def _handled(
    call: AdminCall, queue: str, request: ChooseDeadLetters, act: Callable[..., HandledDeadLetters]
) -> HandledDeadLetters:
    ids: Collection[str] | None = None if request.all else request.ids
    handled = act(queue, ids, is_late=lambda: call.remaining_milliseconds < _LAST_PIECE_MS)
    call.audit_detail(messages=handled.done, count=len(handled.done), all=request.all)
    return handled
