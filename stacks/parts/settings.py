"""What an operator may set by CDK context, checked before anything is deployed."""

import re
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from constructs import Construct

from schema import budgets, limits
from schema.addresses.option_values import MAX_ASKED_PIXELS
from schema.addresses.presets import PRESETS
from schema.env.base import OFF, ON
from schema.library.recognition import MODERATION_THRESHOLDS, AiProvider
from stacks.parts.amounts import days, limits_of, whole_number
from stacks.parts.dns_resolvers import dns_resolvers
from stacks.parts.firewall_settings import REQUESTS, waf, waf_requests
from stacks.parts.github_settings import github_client_id, github_users
from stacks.parts.mail_sender import ses_identity

UNRESERVED = 100
"""What Lambda keeps for functions that reserve nothing.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
LEAST_CONSUMERS, MOST_CONSUMERS = 2, 1000
"""Of MaximumConcurrency. https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html"""
FUNCTION, ATHENA = "function", "athena"
"""Who counts access logs."""
_THRESHOLD = re.compile(r"[a-z0-9-]+=(off|0(\.[0-9]+)?|1(\.0+)?)")
_SCORE = re.compile(r"0(\.[0-9]+)?|1(\.0+)?")
_MODEL = re.compile(r"[a-z0-9.:-]+")


class Settings(NamedTuple):
    """Settings under the names and with the types that the functions' models give them."""

    allowed_origins: tuple[str, ...]
    uploads_per_hour: int
    reads_per_hour: int
    writes_per_hour: int
    purges_per_day: int
    anonymous_per_minute: int
    analytics_per_minute: int
    audit_logging: bool
    analytics: bool
    analytics_engine: str
    hours_kept_days: int
    variants_per_hour: int
    image_variants_per_day: int
    owner_variants_per_hour: int
    widths: tuple[int, ...]
    snap_widths: bool
    face_detection: bool
    hold_until_moderated: bool
    ai_provider: AiProvider
    ai_moderation: bool
    ai_colors: bool
    ai_thresholds: tuple[str, ...]
    """`category=score` or `category=off`."""
    ai_least_score: str
    """From which score on a label counts, like `0.1`; `off`: each model's own."""
    ai_timeout_seconds: int
    caption_model: str
    """The id of Bedrock's model or inference profile, or `off`."""
    meaning: bool
    meaning_per_hour: int
    classifications_per_month: int
    origin_shield: bool
    tracing: bool
    account_concurrency: int
    cdn_concurrency: int
    bin_days: int
    backup_private_hosts: bool
    custom_domains: bool
    dns_resolvers: tuple[str, ...]
    """Who is asked about custom domains, like `1.1.1.1` or `127.0.0.1:5300`."""
    plans: bool
    max_jpeg_megapixels: int
    monthly_budget: int
    brake_stored_only: int
    brake_no_uploads: int
    ses_identity: str | None
    """The domain or address that mails come from; None: Cognito sends the few that it must from its own."""
    github_client_id: str = OFF
    github_users: tuple[str, ...] = ()
    waf: str = OFF
    """`off`, `count` or `on`."""
    waf_requests: int = REQUESTS

    @property
    def consumer_concurrency(self) -> int:
        """How many calls of one queue's consumer run at once: a tenth of the account's, which leaves most for viewers."""
        return min(max(LEAST_CONSUMERS, self.account_concurrency // 10), MOST_CONSUMERS)

    @property
    def sends_notices(self) -> bool:
        return self.ses_identity is not None

    @property
    def snapped_widths(self) -> tuple[int, ...]:
        """What widths are snapped to, ascending; empty when they are not."""
        return self.widths if self.snap_widths else ()

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """This installation's settings. Raises ValueError when one makes no sense."""
        return cls(
            **limits_of(scope),
            github_client_id=github_client_id(scope),
            github_users=github_users(scope),
            waf=waf(scope),
            waf_requests=waf_requests(scope),
            allowed_origins=_allowed_origins(scope),
            audit_logging=_switch(scope, "audit_logging", default=ON),
            analytics=_switch(scope, "analytics", default=ON),
            analytics_engine=_one_of(scope, "analytics_engine", (FUNCTION, ATHENA)),
            hours_kept_days=days(scope, "hours_kept_days", limits.HOURS_KEPT_DAYS),
            widths=_widths(scope),
            snap_widths=_switch(scope, "snap_widths"),
            face_detection=_switch(scope, "face_detection"),
            hold_until_moderated=_truth(scope, "hold_until_moderated"),
            ai_provider=_ai_provider(scope),
            ai_moderation=_switch(scope, "ai_moderation", default=ON),
            ai_colors=_switch(scope, "ai_colors"),
            ai_thresholds=_ai_thresholds(scope),
            ai_least_score=_ai_least_score(scope),
            ai_timeout_seconds=_ai_timeout_seconds(scope),
            caption_model=_caption_model(scope),
            meaning=_meaning(scope),
            origin_shield=_switch(scope, "origin_shield"),
            tracing=_switch(scope, "tracing"),
            account_concurrency=(concurrency := _account_concurrency(scope)),
            cdn_concurrency=_cdn_concurrency(scope, concurrency),
            backup_private_hosts=_switch(scope, "backup_private_hosts"),
            custom_domains=_switch(scope, "custom_domains"),
            dns_resolvers=dns_resolvers(scope),
            bin_days=days(scope, "bin_days", limits.BIN_DAYS),
            plans=_switch(scope, "plans"),
            max_jpeg_megapixels=_max_jpeg_megapixels(scope),
            monthly_budget=_monthly_budget(scope),
            ses_identity=ses_identity(scope),
        )


def _allowed_origins(scope: Construct) -> tuple[str, ...]:
    """The pages that may call the API from a browser; by default those of the application itself."""
    given = scope.node.try_get_context("allowed_origins") or origin_of(scope.node.get_context("app_url"))
    origins = str(given).split()
    for origin in origins:
        if origin != origin_of(origin):
            raise ValueError(f"allowed_origins: {origin} is no origin like https://app.example.com")
    return tuple(origins)


def origin_of(url: str) -> str:
    """Scheme, host and port of an http(s) address, the way browsers name a page's origin."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{url} is no address of a web page")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _widths(scope: Construct) -> tuple[int, ...]:
    """What anybody may ask for: the presets' widths, and those that are named. Each is one more object an image can get."""
    named = str(scope.node.try_get_context("widths") or "").split()
    for width in named:
        if not re.fullmatch(r"[1-9][0-9]{0,3}", width) or int(width) > MAX_ASKED_PIXELS:
            raise ValueError(f"widths: {width} is no whole number from 1 to {MAX_ASKED_PIXELS}")
    every = {preset.width for preset in PRESETS.values() if preset.height is None} | set(map(int, named))
    return tuple(sorted(every))


def _ai_provider(scope: Construct) -> AiProvider:
    """Who looks at pictures. `local` works where `make run` has put the models: never in AWS."""
    given = str(scope.node.try_get_context("ai_provider") or AiProvider.REKOGNITION)
    if given not in set(AiProvider):
        raise ValueError(f"ai_provider: {given} is none of {', '.join(AiProvider)}")
    return AiProvider(given)


def _ai_thresholds(scope: Construct) -> tuple[str, ...]:
    """The defaults, with what the operator says otherwise."""
    given = str(scope.node.try_get_context("ai_thresholds") or "").split()
    for each in given:
        if not _THRESHOLD.fullmatch(each):
            raise ValueError(f"ai_thresholds: {each} is nothing like explicit=0.8 or alcohol=off")
    named = MODERATION_THRESHOLDS | dict(each.split("=") for each in given)
    return tuple(f"{category}={score}" for category, score in named.items())


def _ai_least_score(scope: Construct) -> str:
    given = str(scope.node.try_get_context("ai_least_score") or OFF)
    if given != OFF and not _SCORE.fullmatch(given):
        raise ValueError(f"ai_least_score: {given} is no score from 0 to 1 like 0.1")
    return given


def _ai_timeout_seconds(scope: Construct) -> int:
    """What a model gets for one answer. The function that asks has to outlive three of them."""
    least, most = 1, int(budgets.AI_TIMEOUT.total_seconds())
    given = whole_number(scope, "ai_timeout_seconds", most)
    if not least <= given <= most:
        raise ValueError(f"ai_timeout_seconds: {given} is no whole number from {least} to {most}")
    return given


def _caption_model(scope: Construct) -> str:
    given = str(scope.node.try_get_context("caption_model") or OFF)
    if not _MODEL.fullmatch(given):
        raise ValueError(f"caption_model: {given} is no id of a model or inference profile of Bedrock")
    return given


def _meaning(scope: Construct) -> bool:
    """Whether sentences find pictures."""
    is_on = _switch(scope, "meaning")
    if is_on and _ai_provider(scope) is AiProvider.LOCAL:
        raise ValueError("meaning: no model of make run knows sentences, so it is off there")
    return is_on


def _switch(scope: Construct, name: str, *, default: str = OFF) -> bool:
    """Off unless it is turned on, or said otherwise."""
    given = str(scope.node.try_get_context(name) or default)
    if given not in (ON, OFF):
        raise ValueError(f"{name}: {given} is neither {ON} nor {OFF}")
    return given == ON


def _truth(scope: Construct, name: str) -> bool:
    """`true` or `false`, as the API writes the field of that name; `on` and `off` say the same."""
    given = str(scope.node.try_get_context(name) or "false").lower()
    words = {"true": True, ON: True, "false": False, OFF: False}
    if given not in words:
        raise ValueError(f"{name}: {given} is neither true nor false")
    return words[given]


def _one_of(scope: Construct, name: str, choices: tuple[str, ...]) -> str:
    """The first one by default."""
    given = str(scope.node.try_get_context(name) or choices[0])
    if given not in choices:
        raise ValueError(f"{name}: {given} is none of {', '.join(choices)}")
    return given


def _account_concurrency(scope: Construct) -> int:
    given = whole_number(scope, "account_concurrency", budgets.FRESH_ACCOUNT)
    if given < budgets.FRESH_ACCOUNT:
        raise ValueError(f"account_concurrency: no account has less than {budgets.FRESH_ACCOUNT}")
    return given


def _cdn_concurrency(scope: Construct, account: int) -> int:
    """Of the account's, so many and no more for viewers' misses; 0 reserves nothing."""
    given = whole_number(scope, "cdn_concurrency", 0)
    if given and given > account - UNRESERVED:
        raise ValueError(
            f"cdn_concurrency: Lambda keeps {UNRESERVED} of the account's {account} for other functions, so "
            f"{max(0, account - UNRESERVED)} can be reserved; account_concurrency says what the account has"
        )
    return given


def _monthly_budget(scope: Construct) -> int:
    """In dollars; 0 without one."""
    given = whole_number(scope, "monthly_budget", 0)
    if given and not scope.node.try_get_context("alarm_email"):
        raise ValueError("monthly_budget: its notices go to alarm_email, which is not set")
    return given


def _max_jpeg_megapixels(scope: Construct) -> int:
    """The largest JPEG that is accepted."""
    least, most = limits.MAX_PIXELS // 1_000_000, limits.MOST_JPEG_PIXELS // 1_000_000
    given = whole_number(scope, "max_jpeg_megapixels", limits.MAX_JPEG_PIXELS // 1_000_000)
    if not least <= given <= most:
        raise ValueError(f"max_jpeg_megapixels: {given} is no whole number from {least} to {most}")
    return given
