"""/v1/custom-domains: host names of owners, under which their images are served."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from functions.api.services import ApiCall, Services
from pixelflare.custom_domains import claim_domain, remove_domain, show_domain, verify_again
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers
from schema.identity.custom_domains import CreateCustomDomain, CustomDomain, CustomDomainResource, DomainId
from schema.identity.scopes import Scope
from schema.pages import Page

routes: Routes[Services] = Routes("/v1/custom-domains", tag="custom domains")

ADomain = Annotated[DomainId, Path(description="The domain's id: dom_ and a ULID")]


@routes.post(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("create", "domain"),
    body=JSON_BODY,
    summary="Add a custom domain",
    description="The answer names two records to create at the domain's DNS provider: a TXT record that proves the ownership, and a "
    "CNAME. Both are looked for after 1, 2, 5, 15 and then every 60 minutes, for 72 hours. Adding a domain keeps nobody else from "
    "it; only the proof does.",
    responses=answers(HTTPStatus.CREATED, "The pending domain", HTTPStatus.CONFLICT, HTTPStatus.PAYMENT_REQUIRED),
    operation_id="createCustomDomain",
)
def create_custom_domain(call: ApiCall, request: CreateCustomDomain) -> Response[CustomDomainResource]:
    services = call.services
    plan = services.standings.plan(call.owner, now=call.now) if services.env.plans else None
    domain = claim_domain(
        call.owner,
        request.hostname,
        plan=plan,
        services=services.domain_claims,
        now=call.now,
    )
    call.audit_detail(hostname=domain.host)
    return Response(HTTPStatus.CREATED, body=_shown(call, domain))


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="List custom domains",
    description="By name, each with its state, what is missing, and its records. There are few, so this is one page.",
    responses=answers(HTTPStatus.OK, "All of the caller's domains"),
    operation_id="listCustomDomains",
)
def list_custom_domains(call: ApiCall) -> Page[CustomDomainResource]:
    every = call.services.domain_claims.domains.all_of(call.owner)
    return Page[CustomDomainResource](data=[_shown(call, domain) for domain in every if not domain.is_removed])


@routes.get(
    "/<domain_id>",
    scope=Scope.READ,
    cost=READ,
    summary="Get a custom domain",
    description="Its state, what is missing, and its records.",
    responses=answers(HTTPStatus.OK, "The domain", HTTPStatus.NOT_FOUND),
    operation_id="showCustomDomain",
)
def show_custom_domain(call: ApiCall, domain_id: ADomain) -> CustomDomainResource:
    return _shown(call, call.services.domain_claims.domains.get(call.owner, domain_id))


@routes.post(
    "/<domain_id>/verify",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("verify", "domain", id_parameter="domain_id"),
    body=JSON_BODY,
    summary="Verify a custom domain again",
    description="Its records are looked for at once. A domain that has failed is pending again, for another 72 hours.",
    responses=answers(HTTPStatus.ACCEPTED, "The domain", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    operation_id="verifyCustomDomain",
)
def verify_custom_domain(call: ApiCall, domain_id: ADomain) -> Response[CustomDomainResource]:
    domain = verify_again(call.owner, domain_id, services=call.services.domain_claims, now=call.now)
    return Response(HTTPStatus.ACCEPTED, body=_shown(call, domain))


@routes.delete(
    "/<domain_id>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("delete", "domain", id_parameter="domain_id"),
    body=JSON_BODY,
    summary="Remove a custom domain",
    description="Images are no longer served there some minutes later. The records in DNS can then be deleted.",
    responses=answers(HTTPStatus.NO_CONTENT, "Removed", HTTPStatus.NOT_FOUND),
    operation_id="deleteCustomDomain",
)
def delete_custom_domain(call: ApiCall, domain_id: ADomain) -> Response[None]:
    domain = remove_domain(call.owner, domain_id, services=call.services.domain_claims, now=call.now)
    call.audit_detail(hostname=domain.host)
    return Response(HTTPStatus.NO_CONTENT)


def _shown(call: ApiCall, domain: CustomDomain) -> CustomDomainResource:
    return show_domain(domain, target=call.services.domain_target())
