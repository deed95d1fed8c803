"""/v1/images/{id}/ai: what was recognised in an image, a new analysis, and the owner's corrections."""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from functions.api.routes.parameters import AnImageId
from functions.api.services import ApiCall, Services
from pixelflare.base.errors import NotFound
from pixelflare.catalog import get_image
from pixelflare.entry.http import JSON_BODY, READ, WRITE, AuditAction, Routes, answers, tagged
from pixelflare.vision import analyze_again, correct, next_analysis_at, recognition_of
from schema.identity.scopes import Scope
from schema.library.recognition_requests import CorrectRecognition
from schema.library.recognition_resource import AnalysisQueued, RecognitionResource

routes: Routes[Services] = Routes("/v1/images/<image_id>/ai", tag="images")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get what was recognised in an image",
    description="Labels, a caption, colours and what may be unsafe; for each part the model, its version, how long it took and "
    "what it cost. Live or in the bin. 404 while nothing has been recognised: a picture is looked at some seconds after it "
    "is ready.",
    responses=answers(HTTPStatus.OK, "What was recognised", HTTPStatus.NOT_FOUND, model=RecognitionResource),
    operation_id="showRecognition",
)
def show_recognition(call: ApiCall, image_id: AnImageId) -> Response[RecognitionResource]:
    return _shown(call, image_id)


@routes.patch(
    "/",
    scope=Scope.WRITE,
    cost=WRITE,
    audit=AuditAction("correct", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Correct what was recognised in an image",
    description="What a person says counts more than any model, and stays when the picture is analysed again. null gives "
    "`labels` and `nsfw` back to the models, and clears `alt`. It also works where no model looks at pictures.",
    responses=answers(
        HTTPStatus.OK,
        "What counts now",
        HTTPStatus.NOT_FOUND,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        model=RecognitionResource,
    ),
    operation_id="correctRecognition",
)
def patch_recognition(call: ApiCall, image_id: AnImageId, request: CorrectRecognition) -> Response[RecognitionResource]:
    call.audit_detail(**request.model_dump(mode="json", exclude_unset=True))
    correct(
        call.owner,
        image_id,
        request,
        call.services.recognition,
        expected_version=call.expected_version,
        now=call.now,
    )
    return _shown(call, image_id)


@routes.post(
    "/analyze",
    scope=Scope.WRITE,
    cost=WRITE,
    is_braked=True,
    audit=AuditAction("reanalyze", "image", id_parameter="image_id"),
    body=JSON_BODY,
    summary="Analyze an image again",
    description="Asks every model anew, once in 28 days for the same bytes: 429 before that, with `next_analysis_at` in the "
    "details. What the owner has corrected stays. 409 where no model looks at pictures.",
    responses=answers(
        HTTPStatus.ACCEPTED, "Queued", HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS
    ),
    operation_id="analyzeImage",
)
def analyze_image(call: ApiCall, image_id: AnImageId) -> Response[AnalysisQueued]:
    services = call.services
    next_at = analyze_again(
        call.owner,
        image_id,
        services.recognition,
        queue=services.classification_queue,
        now=call.now,
    )
    return Response(HTTPStatus.ACCEPTED, body=AnalysisQueued(image_id=image_id, next_analysis_at=next_at))


def _shown(call: ApiCall, image_id: str) -> Response[RecognitionResource]:
    services = call.services.recognition
    image = get_image(call.owner, image_id, images=services.images)
    recognition = services.recognitions.find(call.owner, image_id)
    if recognition is None:
        raise NotFound(f"nothing has been recognised in image {image_id} yet")
    begun_at = services.analyses.begun_again_at(call.owner, recognition.sha256)
    next_at = next_analysis_at(begun_at)
    shown = recognition_of(
        image,
        recognition,
        services.thresholds,
        next_analysis_at=next_at if next_at and next_at > call.now else None,
    )
    return tagged(shown, image.version)
