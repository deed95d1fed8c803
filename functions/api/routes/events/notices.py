"""/v1/notices: which kinds of notices come by e-mail."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.callers import NOTICE_TOKEN
from functions.api.services import ApiCall, Services
from pixelflare import notices
from pixelflare.entry.http import ANONYMOUS, JSON_BODY, READ, WRITE, AuditAction, BodyLimit, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.limits import MAX_URL_LENGTH
from schema.notices import NOTICE_KINDS, ChangeNotices, Notices, NoticesResource, Unsubscribed

routes: Routes[Services] = Routes("/v1/notices", tag="notices")

_PAGE = "/app/settings/notices"


@routes.get(
    "/",
    scope=Scope.ADMIN,
    cost=READ,
    summary="Get your notices",
    description="Which kinds come by e-mail. They go to the address that you sign in with.",
    responses=answers(HTTPStatus.OK, "The switches"),
    operation_id="showNotices",
)
def show_notices(call: ApiCall) -> Response[NoticesResource]:
    found = call.services.switchboard.find(call.owner)
    return tagged(_resource(call, found), found.version)


@routes.patch(
    "/",
    scope=Scope.ADMIN,
    cost=WRITE,
    audit=AuditAction("update", "notices"),
    body=JSON_BODY,
    summary="Choose your notices",
    description="Only the switches in the request change. Several of a kind within an hour come in one letter.",
    responses=answers(HTTPStatus.OK, "The switches now", HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED),
    operation_id="changeNotices",
)
def change_notices(call: ApiCall, request: ChangeNotices) -> Response[NoticesResource]:
    call.audit_detail(**request.model_dump(exclude_none=True))
    changed = notices.change_notices(
        call.owner,
        request,
        switchboard=call.services.switchboard,
        # A linked login can be removed, and letters must not follow it.
        username=None if call.caller.is_linked else call.caller.username,
        expected_version=call.expected_version,
    )
    return tagged(_resource(call, changed), changed.version)


@routes.post(
    "/unsubscribe",
    scope=Scope.WRITE,
    cost=ANONYMOUS,
    audit=AuditAction("unsubscribe", "notices"),
    body=BodyLimit(MAX_URL_LENGTH, is_json=False),
    credentials=NOTICE_TOKEN,
    is_for_closing=True,
    summary="Switch off one kind of notices from a mail",
    description="What the header `List-Unsubscribe` of each letter names (RFC 8058): mail programs send it at one click. The token is "
    "the only authorization needed, and can do nothing else. Can be repeated.",
    responses=answers(
        HTTPStatus.OK,
        "It is off",
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    operation_id="unsubscribe",
)
def unsubscribe(call: ApiCall) -> Unsubscribed:
    asked = call.services.unsubscription_in(call.request.query)
    (name,) = (name for name, kind in NOTICE_KINDS.items() if kind is asked.kind)
    call.audit_detail(kind=name)
    notices.switch_off(asked.owner, asked.kind, switchboard=call.services.switchboard)
    return Unsubscribed(kind=name)


@routes.get(
    "/unsubscribe",
    scope=None,
    cost=ANONYMOUS,
    summary="Find the page of the switches",
    responses=answers(HTTPStatus.SEE_OTHER, "To the page"),
    operation_id="showUnsubscribe",
    include_in_schema=False,  # for mail programs, which follow the address and not the document
)
def show_unsubscribe(call: ApiCall) -> Response[None]:
    """The page of the switches. Nothing is switched off: programs that look for viruses open addresses, too."""
    return Response(HTTPStatus.SEE_OTHER, headers={"location": _PAGE})


def _resource(call: ApiCall, found: Notices) -> NoticesResource:
    return notices.notices_resource(found, sends_mail=call.services.env.notices)
