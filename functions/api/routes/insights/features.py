"""/v1/features"""

from http import HTTPStatus

from functions.api.services import ApiCall, Services
from pixelflare.entry.http import READ, Routes, answers
from schema.env.api import ApiEnv
from schema.env.base import OFF
from schema.features import FeaturesResource, MeaningFeature, RecognitionFeature
from schema.identity.scopes import Scope
from schema.library.meaning import EMBEDDING_MODEL
from schema.library.recognition import AiProvider

routes: Routes[Services] = Routes("/v1/features", tag="features")


@routes.get(
    "/",
    scope=Scope.READ,
    cost=READ,
    summary="Get what is switched on",
    description="What this installation offers: search by meaning, who looks at pictures, analytics, plans. The same for everybody, "
    "until an operator deploys it otherwise.",
    responses=answers(HTTPStatus.OK, "What is on"),
    operation_id="showFeatures",
)
def show_features(call: ApiCall) -> FeaturesResource:
    return features_of(call.services.env)


def features_of(env: ApiEnv) -> FeaturesResource:
    is_meant = env.meaning_index != OFF
    looks = env.ai_provider is not AiProvider.OFF
    return FeaturesResource(
        meaning=MeaningFeature(
            is_on=is_meant, model=EMBEDDING_MODEL if is_meant else None, per_hour=env.meaning_per_hour
        ),
        recognition=RecognitionFeature(
            provider=env.ai_provider,
            moderation=looks and env.ai_moderation,
            caption_model=None if env.caption_model == OFF else env.caption_model,
            face_detection=env.face_detection,
        ),
        audit_logging=env.audit_logging,
        analytics=env.analytics,
        custom_domains=env.custom_domains,
        github=env.github_client_id != OFF,
        plans=env.plans,
        bin_days=env.bin_days,
    )
