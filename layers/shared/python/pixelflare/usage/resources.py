"""Usage and plan as the API shows them."""

from schema.identity.users import User
from schema.usage import (
    IMAGES_OF_PLAN,
    NOTICE_PERCENTS,
    PlanNotice,
    PlanResource,
    Quota,
    StorageResource,
    Usage,
    UsageResource,
    most_images,
)


def usage_resource(user: User, usage: Usage, quota: Quota | None, *, is_enforced: bool) -> UsageResource:
    return UsageResource(
        owner=user.owner,
        plan=_plan(user, usage, quota if is_enforced else None, is_enforced=is_enforced),
        suspended=user.suspended,
        images=usage.images,
        bin_images=usage.bin_images,
        storage=StorageResource(
            originals=usage.original_bytes, variants=usage.variant_bytes, bin=usage.bin_bytes, total=usage.stored_bytes
        ),
        uploads=usage.uploads,
    )


def _plan(user: User, usage: Usage, quota: Quota | None, *, is_enforced: bool) -> PlanResource:
    tier, most = user.plan_tier, IMAGES_OF_PLAN[user.plan_tier]
    given = quota.notices if quota else {}
    return PlanResource(
        tier=tier,
        is_enforced=is_enforced,
        max_images=most,
        grace_images=most_images(tier) - most,
        images_left=max(0, most_images(tier) - usage.images) if is_enforced else None,
        notices=[
            PlanNotice(percent=percent, at=given[str(percent)])
            for percent in NOTICE_PERCENTS
            if str(percent) in given and usage.images * 100 >= most * percent
        ],
    )
