"""/v1/images/{id}/tags/{tag}"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import AnImageId, ATag
from functions.api.services import ApiCall, Services
from pixelflare.catalog import tag_image
from pixelflare.entry.http import JSON_BODY, WRITE, AuditAction, Routes, answers, tagged
from schema.identity.scopes import Scope
from schema.library.image_resource import ImageResource

routes: Routes[Services] = Routes("/v1/images", tag="tags")


@routes.put(
    "/<image_id>/tags/<tag>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("tag", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Add a tag to an image",
    description="May be repeated. Creates the tag if it does not exist. 409 LIMIT_REACHED when the image has 30 already.",
    responses=answers(
        HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="tagImage",
)
def put_tag(call: ApiCall, image_id: AnImageId, tag: ATag) -> Response[ImageResource]:
    return _change_tags(call, image_id, add=frozenset({tag}))


@routes.delete(
    "/<image_id>/tags/<tag>",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("untag", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Remove a tag from an image",
    description="May be repeated.",
    responses=answers(
        HTTPStatus.OK, "The image", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED
    ),
    operation_id="untagImage",
)
def delete_tag(call: ApiCall, image_id: AnImageId, tag: ATag) -> Response[ImageResource]:
    return _change_tags(call, image_id, remove=frozenset({tag}))


def _change_tags(call: ApiCall, image_id: str, **change: frozenset[str]) -> Response[ImageResource]:
    image = tag_image(
        call.owner,
        image_id,
        **change,
        images=call.services.images,
        expected_version=call.expected_version,
        now=call.now,
    )
    return tagged(call.services.shown(image), image.version)
