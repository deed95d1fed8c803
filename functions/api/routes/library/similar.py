"""/v1/images/{id}/similar and /v1/duplicates: pictures that look alike, and those that are there twice."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.api.routes.parameters import AnImageId, Cursor, PageSize
from functions.api.services import ApiCall, Services
from pixelflare.catalog import get_live_image
from pixelflare.entry.http import READ, Routes, answers
from pixelflare.search import DuplicateKind, find_similar
from schema.identity.scopes import Scope
from schema.library.search import DuplicateGroup, SimilarImage, SimilarImages
from schema.limits import DEFAULT_PAGE_SIZE
from schema.pages import Page

routes: Routes[Services] = Routes("/v1", tag="search")


@routes.get(
    "/images/<image_id>/similar",
    scope=Scope.READ,
    cost=READ,
    summary="List images that look like this one",
    description="First copies in other sizes, formats and qualities, and small changes: `distance` counts the bits of a "
    "perceptual hash that differ, 0 to 7 of 64. Then, where a model gives vectors, pictures that it finds alike, by "
    "`similarity`. Without vectors: empty for a picture without detail, like a plain colour, and for one from before hashes "
    "were kept.",
    responses=answers(HTTPStatus.OK, "The images", HTTPStatus.NOT_FOUND),
    operation_id="listSimilarImages",
)
def list_similar_images(call: ApiCall, image_id: AnImageId, limit: PageSize = DEFAULT_PAGE_SIZE) -> SimilarImages:
    services = call.services
    image = get_live_image(call.owner, image_id, images=services.images)
    found = find_similar(image, postings=services.postings, images=services.images, limit=limit)
    return SimilarImages(
        data=[
            SimilarImage(image=services.shown(each.image), distance=each.distance, similarity=each.similarity)
            for each in found
        ]
    )


@routes.get(
    "/duplicates",
    scope=Scope.READ,
    cost=READ,
    summary="List images that are there more than once",
    description="Groups of images, without those in the bin: `same` have the same bytes, `alike` look alike but have other "
    "bytes. A page may be shorter than `limit`, or empty, and still have a next one. An image can be in several groups of "
    "`alike`.",
    responses=answers(HTTPStatus.OK, "A page of groups"),
    operation_id="listDuplicates",
)
def list_duplicates(
    call: ApiCall,
    kind: Annotated[DuplicateKind, Query(description="`same` bytes, or `alike` to look at")] = DuplicateKind.SAME,
    limit: PageSize = DEFAULT_PAGE_SIZE,
    cursor: Cursor = None,
) -> Page[DuplicateGroup]:
    page = call.services.duplicates.page(call.owner, kind, limit=limit, cursor=cursor)
    groups = [DuplicateGroup(images=[call.services.shown(image) for image in group.images]) for group in page.groups]
    return Page[DuplicateGroup](data=groups, next_cursor=page.next_cursor)
