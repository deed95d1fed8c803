"""Promises about what is logged of viewers, and for how long."""

from pathlib import Path
from typing import Any

from schema.access_logs import DOMAIN_FIELDS, FIELDS, LOG_DAYS, ROLLUP_DAYS
from tests.assembly import synthesize
from tests.stacks.conftest import read_templates
from tests.stacks.reading import flat, of_type, the

DOCUMENTED = {
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status"),
    *("cs(Referer)", "cs(User-Agent)", "cs-uri-query", "cs(Cookie)", "x-edge-result-type", "x-edge-request-id"),
    *("x-host-header", "cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher"),
    *("x-edge-response-result-type", "cs-protocol-version", "fle-status", "fle-encrypted-fields", "c-port"),
    *("time-to-first-byte", "x-edge-detailed-result-type", "sc-content-type", "sc-content-len"),
    *("sc-range-start", "sc-range-end"),
    *("timestamp(ms)", "origin-fbl", "origin-lbl", "asn", "c-country", "cache-behavior-path-pattern"),
}
"""https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html, and the last line of
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html."""


def test_the_distribution_logs_json_lines_into_the_bucket_of_logs(
    delivery: dict[str, Any], templates: dict[str, Any]
) -> None:
    source = the(delivery, "AWS::Logs::DeliverySource")
    destination = the(templates["storage"]["Resources"], "AWS::Logs::DeliveryDestination")
    wanted = the(delivery, "AWS::Logs::Delivery")
    (distribution,) = of_type(delivery, "AWS::CloudFront::Distribution")

    assert source["LogType"] == "ACCESS_LOGS"
    assert flat(source["ResourceArn"]).endswith(f":distribution/${{{distribution}}}")
    assert destination["OutputFormat"] == "json"
    assert "LogsBucket" in flat(destination["DestinationResourceArn"])
    assert flat(wanted["DeliveryDestinationArn"]).endswith(f":delivery-destination:{destination['Name']}")
    assert wanted["S3SuffixPath"] == "{yyyy}/{MM}/{dd}/{HH}"
    assert wanted["RecordFields"] == list(FIELDS)


def test_every_field_is_documented_and_none_says_who_the_viewer_is_or_what_opens_a_picture() -> None:
    assert set(FIELDS) < set(DOMAIN_FIELDS) <= DOCUMENTED
    assert not {"c-ip", "c-port", "x-forwarded-for", "cs(Cookie)", "cs-uri-query", "asn"} & set(DOMAIN_FIELDS)


def test_only_log_deliveries_of_the_account_write_and_only_logs(templates: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html"""
    storage = templates["storage"]["Resources"]
    policy = the(storage, "AWS::S3::BucketPolicy", "LogsBucket")["PolicyDocument"]["Statement"]
    (allowed,) = [each for each in policy if each["Effect"] == "Allow"]

    assert allowed["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert allowed["Action"] == "s3:PutObject"
    assert flat(allowed["Resource"]).endswith("/AWSLogs/${AWS::AccountId}/CloudFront/*")
    assert allowed["Condition"]["StringEquals"]["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert allowed["Condition"]["StringEquals"]["s3:x-amz-acl"] == "bucket-owner-full-control"
    assert flat(allowed["Condition"]["ArnLike"]["aws:SourceArn"]).endswith(":delivery-source:*")


def test_lines_go_after_days_and_what_was_counted_later(templates: dict[str, Any]) -> None:
    bucket = the(templates["storage"]["Resources"], "AWS::S3::Bucket", "LogsBucket")
    days = {
        rule["Id"]: rule["ExpirationInDays"]
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if "ExpirationInDays" in rule
    }
    assert days == {"access-logs": LOG_DAYS, "rollups": ROLLUP_DAYS, "answers": 1}
    assert LOG_DAYS < 31 < ROLLUP_DAYS, "a month is counted from its days"


def test_where_analytics_are_off_nothing_is_logged_of_viewers_and_nobody_counts(tmp_path: Path) -> None:
    synthesize(tmp_path / "assembly", context={"analytics": "off"})
    templates = read_templates(tmp_path / "assembly")
    assert of_type(templates["delivery"]["Resources"], "AWS::Logs::DeliverySource") == {}
    functions = of_type(templates["service"]["Resources"], "AWS::Lambda::Function")
    assert not [name for name in functions if name.startswith("Analytics")]
