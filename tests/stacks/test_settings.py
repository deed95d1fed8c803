"""What an operator may set, and what is refused before anything is deployed."""

from typing import Any

import pytest
from aws_cdk import App

from schema import limits
from schema.library.recognition import MODERATION_THRESHOLDS, AiProvider
from stacks.parts.settings import Settings
from tests.assembly import ROOT

APP = {"app_url": "https://App.example.com:8443/start?x=1"}


def _settings(**context: Any) -> Settings:
    return Settings.of(App(context=APP | context))


def test_sentences_find_pictures_where_a_model_of_aws_knows_them() -> None:
    assert _settings(meaning="on").meaning is True
    with pytest.raises(ValueError, match="meaning: no model of make run knows sentences, so it is off there"):
        _settings(meaning="on", ai_provider="local")


def test_without_settings_the_limits_are_the_contracts_and_the_applications_pages_may_call() -> None:
    assert _settings() == Settings(
        allowed_origins=("https://app.example.com:8443",),
        uploads_per_hour=limits.UPLOADS_PER_HOUR,
        reads_per_hour=limits.READS_PER_HOUR,
        writes_per_hour=limits.WRITES_PER_HOUR,
        purges_per_day=limits.PURGES_PER_DAY,
        anonymous_per_minute=limits.ANONYMOUS_PER_MINUTE,
        analytics_per_minute=limits.ANALYTICS_PER_MINUTE,
        audit_logging=True,
        analytics=True,
        analytics_engine="function",
        hours_kept_days=90,
        meaning=False,
        meaning_per_hour=limits.MEANING_PER_HOUR,
        classifications_per_month=limits.CLASSIFICATIONS_PER_MONTH,
        variants_per_hour=limits.VARIANTS_PER_HOUR,
        image_variants_per_day=limits.VARIANTS_OF_IMAGE_PER_DAY,
        owner_variants_per_hour=limits.VARIANTS_OF_OWNER_PER_HOUR,
        widths=(128, 256, 512, 1024, 1536, 2048),
        snap_widths=False,
        face_detection=False,
        hold_until_moderated=False,
        ai_provider=AiProvider.REKOGNITION,
        ai_moderation=True,
        ai_colors=False,
        ai_thresholds=tuple(f"{category}={score}" for category, score in MODERATION_THRESHOLDS.items()),
        ai_least_score="off",
        ai_timeout_seconds=30,
        caption_model="off",
        origin_shield=False,
        tracing=False,
        account_concurrency=10,
        cdn_concurrency=0,
        bin_days=30,
        backup_private_hosts=False,
        custom_domains=False,
        dns_resolvers=("1.1.1.1", "8.8.8.8"),
        github_client_id="off",
        github_users=(),
        plans=False,
        max_jpeg_megapixels=120,
        monthly_budget=0,
        brake_stored_only=0,
        brake_no_uploads=0,
        ses_identity=None,
        waf="off",
        waf_requests=10_000,
    )


def test_widths_are_added_to_those_of_the_presets() -> None:
    assert _settings(widths="640 320 512").widths == (128, 256, 320, 512, 640, 1024, 1536, 2048)


def test_widths_are_snapped_only_when_the_operator_says_so() -> None:
    assert _settings(widths="320").snapped_widths == ()
    assert _settings(widths="320", snap_widths="on").snapped_widths == (128, 256, 320, 512, 1024, 1536, 2048)
    with pytest.raises(ValueError, match="snap_widths"):
        _settings(snap_widths="yes")


@pytest.mark.parametrize("widths", ["0", "4097", "a", "300px", "-1"])
def test_what_is_no_width_is_refused(widths: str) -> None:
    with pytest.raises(ValueError, match="widths"):
        _settings(widths=widths)


def test_an_operator_chooses_who_looks_at_pictures_and_what_flags_them() -> None:
    assert _settings(ai_provider="off").ai_provider is AiProvider.OFF
    assert _settings(ai_moderation="off").ai_moderation is False
    assert _settings(ai_least_score="0.1").ai_least_score == "0.1"
    assert _settings(ai_timeout_seconds="10").ai_timeout_seconds == 10
    assert _settings(caption_model="us.amazon.nova-lite-v1:0").caption_model == "us.amazon.nova-lite-v1:0"
    named = dict(
        each.split("=") for each in _settings(ai_thresholds="explicit=0.9 weapons=0.5 violence=off").ai_thresholds
    )
    assert (named["explicit"], named["weapons"], named["violence"], named["alcohol"]) == ("0.9", "0.5", "off", "off")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ai_provider", "moto"),
        ("ai_moderation", "maybe"),
        ("ai_thresholds", "explicit"),
        ("ai_thresholds", "explicit=80"),
        ("ai_thresholds", "Explicit=0.8"),
        ("caption_model", "a model"),
        ("ai_least_score", "10"),
        ("ai_least_score", "-0.1"),
        ("ai_timeout_seconds", "0"),
        ("ai_timeout_seconds", "31"),
    ],
)
def test_who_looks_at_pictures_is_refused_with_the_settings_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        _settings(**{name: value})


@pytest.mark.parametrize("name", ["face_detection", "ai_colors", "origin_shield"])
def test_a_switch_is_on_or_off(name: str) -> None:
    assert getattr(_settings(**{name: "on"}), name) is True
    assert getattr(_settings(**{name: "off"}), name) is False
    with pytest.raises(ValueError, match=name):
        _settings(**{name: "yes"})


@pytest.mark.parametrize(("given", "holds"), [("true", True), ("false", False), ("on", True), ("off", False)])
def test_holding_every_upload_is_true_or_false(given: str, holds: bool) -> None:
    assert _settings(hold_until_moderated=given).hold_until_moderated is holds
    with pytest.raises(ValueError, match="hold_until_moderated"):
        _settings(hold_until_moderated="sometimes")


def test_an_operator_may_leave_changes_of_the_library_out_of_the_audit_log() -> None:
    assert _settings(audit_logging="off").audit_logging is False
    with pytest.raises(ValueError, match="audit_logging"):
        _settings(audit_logging="no")


def test_hours_are_kept_for_as_many_days_as_an_operator_says() -> None:
    assert _settings(hours_kept_days="400").hours_kept_days == 400
    with pytest.raises(ValueError, match="hours_kept_days: 0 is no whole number of days from 1 to 9999"):
        _settings(hours_kept_days="0")


def test_logs_are_counted_by_one_of_two_or_not_at_all() -> None:
    assert _settings(analytics="off").analytics is False
    assert _settings(analytics_engine="athena").analytics_engine == "athena"
    with pytest.raises(ValueError, match="analytics_engine: spark is none of function, athena"):
        _settings(analytics_engine="spark")


def test_a_limit_may_be_turned_off_and_several_origins_allowed() -> None:
    settings = _settings(uploads_per_hour="0", allowed_origins="https://a.example.com  http://localhost:5173")
    assert settings.uploads_per_hour == 0
    assert settings.allowed_origins == ("https://a.example.com", "http://localhost:5173")


@pytest.mark.parametrize(
    "origins", ["https://app.example.com/", "app.example.com", "*", "null", "https://", "https://a.com ftp://b.com"]
)
def test_what_is_no_origin_is_refused(origins: str) -> None:
    with pytest.raises(ValueError):
        _settings(allowed_origins=origins)


@pytest.mark.parametrize("limit", ["-1", "many", "1.5", "", "٣", True])
def test_what_is_no_number_is_no_limit(limit: Any) -> None:
    with pytest.raises(ValueError, match="reads_per_hour"):
        _settings(reads_per_hour=limit)


@pytest.mark.parametrize(("account", "consumers"), [("10", 2), ("50", 5), ("1000", 100), ("30000", 1000)])
def test_consumers_follow_the_account_and_leave_most_of_it_to_viewers(account: str, consumers: int) -> None:
    settings = _settings(account_concurrency=account)
    assert settings.consumer_concurrency == consumers
    assert 3 * consumers <= 0.6 * int(account)  # three queues have such a consumer


def test_an_account_has_at_least_what_a_fresh_one_has() -> None:
    with pytest.raises(ValueError, match="account_concurrency"):
        _settings(account_concurrency="9")


def test_no_more_is_reserved_than_lambda_lets_go() -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html: "the Unreserved account concurrency value
    minus 100". A fresh account's 10 cannot be reserved at all."""
    assert _settings(account_concurrency="1000", cdn_concurrency="900").cdn_concurrency == 900
    with pytest.raises(ValueError, match="so 900 can be reserved"):
        _settings(account_concurrency="1000", cdn_concurrency="901")
    with pytest.raises(ValueError, match="so 0 can be reserved"):
        _settings(cdn_concurrency="1")


def test_a_budget_has_somebody_who_is_told() -> None:
    assert _settings(monthly_budget="50", alarm_email="you@example.com").monthly_budget == 50
    with pytest.raises(ValueError, match="alarm_email"):
        _settings(monthly_budget="50")


def test_second_level_of_the_brake_comes_after_the_first() -> None:
    given = _settings(brake_stored_only="40", brake_no_uploads="60")
    assert (given.brake_stored_only, given.brake_no_uploads) == (40, 60)
    assert _settings(brake_stored_only="40").brake_no_uploads == 0
    assert _settings(brake_no_uploads="60").brake_stored_only == 0
    with pytest.raises(ValueError, match="the second level, at 30 dollars, comes after the first, at 40"):
        _settings(brake_stored_only="40", brake_no_uploads="30")
    with pytest.raises(ValueError, match="brake_stored_only: -1 is no whole number"):
        _settings(brake_stored_only="-1")


@pytest.mark.parametrize("identity", ["example.com", "mail.example.co.uk", "no-reply@example.com"])
def test_mails_come_from_a_domain_or_an_address(identity: str) -> None:
    assert _settings(ses_identity=identity).ses_identity == identity


@pytest.mark.parametrize(
    "identity", ["example", "Me <me@example.com>", "@example.com", "a@b@example.com", "on", "a b.com"]
)
def test_what_is_neither_a_domain_nor_an_address_sends_no_mail(identity: str) -> None:
    with pytest.raises(ValueError, match="ses_identity"):
        _settings(ses_identity=identity)


@pytest.mark.parametrize("name", Settings._fields)
def test_every_setting_is_explained_where_operators_look(name: str) -> None:
    assert f"    {name} " in (ROOT / "app.py").read_text()
    pages = "".join(page.read_text() for page in (ROOT / "docs").glob("*.md"))
    assert f"`{name}`" in pages or f"-c {name}=" in pages


@pytest.mark.parametrize("given", ["63", "201", "0", "many"])
def test_a_pixel_limit_stays_within_what_the_functions_memory_holds(given: str) -> None:
    with pytest.raises(ValueError, match="max_jpeg_megapixels"):
        _settings(max_jpeg_megapixels=given)
    assert _settings(max_jpeg_megapixels="200").max_jpeg_megapixels == 200
