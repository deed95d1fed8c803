"""Promises about what is stored."""

import json
import re
from typing import Any

import pytest

from schema.keys.audit import audit_key
from schema.keys.core import BY_ALBUM_OR_BIN, album_listing, bin_listing, image_key
from schema.keys.due import BY_DUE, DueKind, due_at
from schema.keys.ephemeral import rate_key
from schema.keys.object_tags import ON_DEMAND
from schema.limits import ON_DEMAND_DAYS
from tests.stacks.reading import flat, of_type, statements, the


@pytest.fixture(scope="module")
def storage(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["storage"]["Resources"]


@pytest.fixture(scope="module")
def buckets(storage: dict[str, Any]) -> dict[str, Any]:
    """Each bucket's whole resource, by its name."""
    return {name.partition("Bucket")[0]: found for name, found in storage.items() if found["Type"] == "AWS::S3::Bucket"}


def test_all_buckets_are_in_the_stack_that_outlives_deployments(
    resources: dict[str, Any], buckets: dict[str, Any]
) -> None:
    assert len(of_type(resources, "AWS::S3::Bucket")) == len(buckets) >= 5


def test_every_bucket_is_private_encrypted_and_kept(buckets: dict[str, Any]) -> None:
    for name, resource in buckets.items():
        bucket = resource["Properties"]
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
        (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        assert resource["UpdateReplacePolicy"] == "Retain", name


def _is_protected(resource: dict[str, Any]) -> bool:
    """Whether the service itself refuses to delete it."""
    properties = resource["Properties"]
    return bool(properties.get("DeletionProtectionEnabled")) or properties.get("DeletionProtection") == "ACTIVE"


def test_what_a_failed_first_deployment_has_made_goes_again_unless_it_is_protected(storage: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html. Of what
    has deletion protection, the deletion would fail, and with it the rollback; so that stays, empty."""
    kept = {name: each for name, each in storage.items() if each.get("DeletionPolicy", "Delete") != "Delete"}
    policies = {name: each["DeletionPolicy"] for name, each in kept.items()}
    assert policies == {
        name: "Retain" if _is_protected(each) else "RetainExceptOnCreate" for name, each in kept.items()
    }
    assert set(policies.values()) == {"Retain", "RetainExceptOnCreate"}


def test_every_bucket_refuses_plain_http(storage: dict[str, Any], buckets: dict[str, Any]) -> None:
    for name in buckets:
        policy = the(storage, "AWS::S3::BucketPolicy", f"{name}Bucket")
        (denial,) = [statement for statement in statements(policy) if statement["Effect"] == "Deny"]
        assert denial["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert denial["Action"] == "s3:*"
        assert len(denial["Resource"]) == 2


def test_unfinished_uploads_are_cleared_away(buckets: dict[str, Any]) -> None:
    for name, bucket in buckets.items():
        rules = bucket["Properties"]["LifecycleConfiguration"]["Rules"]
        days = [
            rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"]
            for rule in rules
            if "AbortIncompleteMultipartUpload" in rule
        ]
        assert days == [1], name


def test_cloudfront_reads_what_is_served_and_nothing_else(storage: dict[str, Any], buckets: dict[str, Any]) -> None:
    # What lies elsewhere in the private bucket is the function's to give out, as long as it may be seen.
    served = {"Public": "}/*", "Private": "}/p/*", "Web": "}/*"}
    for name in buckets:
        policy = the(storage, "AWS::S3::BucketPolicy", f"{name}Bucket")
        cloudfront = {"Service": "cloudfront.amazonaws.com"}
        allowed = [statement for statement in statements(policy) if statement["Effect"] == "Allow"]
        admitted = [statement for statement in allowed if statement["Principal"] == cloudfront]
        assert len(admitted) == (name in served), name
        for statement in admitted:
            assert flat(statement["Resource"]).endswith(served[name])
            # Listing would turn a missing key's 403 into a 404 and tell what exists.
            assert statement["Action"] == "s3:GetObject"
            assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
            source = flat(statement["Condition"]["ArnLike"]["AWS:SourceArn"])
            assert source == "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/*"


def test_quarantine_forgets_after_two_weeks_and_tells_of_every_arrival(storage: dict[str, Any]) -> None:
    uploads = the(storage, "AWS::S3::Bucket", "Uploads")
    assert [
        rule["ExpirationInDays"] for rule in uploads["LifecycleConfiguration"]["Rules"] if "ExpirationInDays" in rule
    ] == [16]
    assert uploads["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_what_only_viewers_wanted_expires_and_nothing_else_that_is_served(storage: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html: a rule applies to objects with all
    of its tags."""
    for name in ("Public", "Private"):
        rules = the(storage, "AWS::S3::Bucket", name)["LifecycleConfiguration"]["Rules"]
        (expiring,) = [rule for rule in rules if "ExpirationInDays" in rule]
        assert expiring["Status"] == "Enabled"
        assert expiring["ExpirationInDays"] == ON_DEMAND_DAYS == 90
        assert expiring["TagFilters"] == [{"Key": key, "Value": value} for key, value in ON_DEMAND.items()]
        assert "Prefix" not in expiring


def test_any_page_may_post_a_form_or_put_a_part_and_do_nothing_else(
    storage: dict[str, Any], buckets: dict[str, Any]
) -> None:
    (rule,) = the(storage, "AWS::S3::Bucket", "Uploads")["CorsConfiguration"]["CorsRules"]
    assert (rule["AllowedMethods"], rule["AllowedOrigins"]) == (["POST", "PUT"], ["*"])
    assert "ETag" in rule["ExposedHeaders"]
    (reads,) = the(storage, "AWS::S3::Bucket", "Originals")["CorsConfiguration"]["CorsRules"]
    assert (reads["AllowedMethods"], reads["AllowedHeaders"]) == (["GET"], ["range"]), (
        "the owner's page reads the first bytes"
    )
    assert {name for name, bucket in buckets.items() if "CorsConfiguration" in bucket["Properties"]} == {
        "Uploads",
        "Originals",
    }


def test_overwritten_originals_can_be_had_back_for_a_month(storage: dict[str, Any]) -> None:
    originals = the(storage, "AWS::S3::Bucket", "Originals")
    assert originals["VersioningConfiguration"] == {"Status": "Enabled"}
    kept = [
        rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for rule in originals["LifecycleConfiguration"]["Rules"]
        if "NoncurrentVersionExpiration" in rule
    ]
    assert kept == [30]
    assert not any("ExpirationInDays" in rule for rule in originals["LifecycleConfiguration"]["Rules"])


def test_published_files_say_where_they_come_from(storage: dict[str, Any]) -> None:
    said = {
        name.partition("Bucket")[0]: found["Metadata"]
        for name, found in storage.items()
        if found["Type"] == "AWS::S3::Bucket" and "Metadata" in found
    }
    assert said == {"Web": {"PublishedFrom": "web/dist"}}


def test_core_table_survives_mistakes(storage: dict[str, Any]) -> None:
    core = the(storage, "AWS::DynamoDB::Table", "Core")
    assert core["DeletionProtectionEnabled"] is True
    assert core["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    (resource,) = [each for name, each in storage.items() if name.startswith("Core") and _is_protected(each)]
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def test_tables_are_keyed_as_the_contract_spells_keys(storage: dict[str, Any]) -> None:
    core, ephemeral = (the(storage, "AWS::DynamoDB::Table", name) for name in ("Core", "Ephemeral"))
    assert _key_names(core) == list(image_key("owner", "img"))
    assert _key_names(ephemeral) == list(rate_key("operation", "subject"))
    index, due = core["GlobalSecondaryIndexes"]
    assert index["IndexName"] == BY_ALBUM_OR_BIN
    assert _key_names(index) == list(album_listing("o", "a", "i")) == list(bin_listing("o", "t", "i"))
    assert index["Projection"] == {"ProjectionType": "ALL"}
    assert (due["IndexName"], _key_names(due)) == (BY_DUE, list(due_at(DueKind.BIN, "t", "i")))
    assert due["Projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert "GlobalSecondaryIndexes" not in ephemeral


def test_audit_entries_survive_mistakes_and_outlive_the_stack(storage: dict[str, Any]) -> None:
    audit = the(storage, "AWS::DynamoDB::Table", "Audit")
    assert _key_names(audit) == list(audit_key("owner", "2026-11", "entry"))
    assert audit["DeletionProtectionEnabled"] is True
    assert audit["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert "TimeToLiveSpecification" not in audit
    (resource,) = [found for name, found in storage.items() if name.startswith("Audit")]
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"


def test_the_audit_table_refuses_everybody_every_way_to_rewrite_an_entry(storage: dict[str, Any]) -> None:
    policy = the(storage, "AWS::DynamoDB::Table", "Audit")["ResourcePolicy"]
    (denial,) = statements(policy)
    assert (denial["Effect"], denial["Principal"], denial["Resource"]) == ("Deny", {"AWS": "*"}, "*")
    assert "Condition" not in denial
    assert {action.removeprefix("dynamodb:") for action in denial["Action"]} == {
        *("UpdateItem", "DeleteItem", "BatchWriteItem", "UpdateTimeToLive"),
        *("PartiQLInsert", "PartiQLUpdate", "PartiQLDelete"),
    }


def test_tables_cost_nothing_while_idle(storage: dict[str, Any]) -> None:
    assert {table["BillingMode"] for table in of_type(storage, "AWS::DynamoDB::Table").values()} == {"PAY_PER_REQUEST"}


def test_what_is_ephemeral_goes_by_itself_and_what_is_not_does_not(storage: dict[str, Any]) -> None:
    ephemeral = the(storage, "AWS::DynamoDB::Table", "Ephemeral")
    assert ephemeral["TimeToLiveSpecification"] == {"AttributeName": "exp", "Enabled": True}
    assert "TimeToLiveSpecification" not in the(storage, "AWS::DynamoDB::Table", "Core")


def test_nobody_signs_up_by_themselves_and_users_are_kept(storage: dict[str, Any]) -> None:
    users = the(storage, "AWS::Cognito::UserPool")
    assert users["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert users["DeletionProtection"] == "ACTIVE"
    assert users["UsernameAttributes"] == ["email"]
    assert users["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12


def test_users_sign_in_by_password_or_by_passkey(storage: dict[str, Any]) -> None:
    users = the(storage, "AWS::Cognito::UserPool")
    assert users["UserPoolTier"] == "ESSENTIALS"
    assert users["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] == ["PASSWORD", "WEB_AUTHN"]
    client = the(storage, "AWS::Cognito::UserPoolClient")
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def test_codes_come_by_mail_from_the_operators_own_identity(switched_on: dict[str, dict[str, Any]]) -> None:
    users = the(switched_on["storage"]["Resources"], "AWS::Cognito::UserPool")
    assert users["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] == ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    sender = users["EmailConfiguration"]
    assert (sender["EmailSendingAccount"], sender["From"]) == ("DEVELOPER", "no-reply@example.com")
    assert flat(sender["SourceArn"]).endswith(":ses:us-east-1:${AWS::AccountId}:identity/example.com")


def _sends_codes(resources: dict[str, Any]) -> set[tuple[bool, bool]]:
    """For each user pool: whether codes are a factor or a second one, and whether they have a sender."""
    found = of_type(resources, "AWS::Cognito::UserPool").values()
    codes = (
        "EMAIL_OTP" in json.dumps(pool.get("Policies", {})) + json.dumps(pool.get("EnabledMfas", [])) for pool in found
    )
    senders = (pool.get("EmailConfiguration", {}).get("EmailSendingAccount") == "DEVELOPER" for pool in found)
    return set(zip(codes, senders, strict=True))


def test_no_user_pool_sends_codes_from_cognitos_own_address(
    resources: dict[str, Any], switched_on: dict[str, dict[str, Any]]
) -> None:
    """https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html: codes require an SES configuration."""
    assert _sends_codes(resources) == {(False, False)}
    assert _sends_codes(switched_on["storage"]["Resources"]) == {(True, True)}


def test_the_sign_in_page_is_the_newer_one_and_says_where_it_is(templates: dict[str, Any]) -> None:
    storage, outputs = templates["storage"]["Resources"], templates["storage"]["Outputs"]
    domain = the(storage, "AWS::Cognito::UserPoolDomain")
    assert flat(domain["Domain"]) == "pixelflare-${AWS::AccountId}"
    assert domain["ManagedLoginVersion"] == 2
    branding = the(storage, "AWS::Cognito::ManagedLoginBranding")
    assert branding["UseCognitoProvidedValues"] is True
    assert flat(branding["ClientId"]) == flat(outputs["UserPoolClientId"]["Value"])
    assert flat(branding["UserPoolId"]) == flat(outputs["UserPoolId"]["Value"])
    assert re.fullmatch(
        r"https://\$\{UsersDomain\w+\}\.auth\.us-east-1\.amazoncognito\.com", flat(outputs["SignInUrl"]["Value"])
    )


def test_the_browsers_client_holds_no_secret_and_signs_in_by_code(storage: dict[str, Any]) -> None:
    client = the(storage, "AWS::Cognito::UserPoolClient")
    assert client["GenerateSecret"] is False
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["CallbackURLs"] == ["http://localhost:8787/auth/callback", "http://localhost:8787/app/callback"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True
    assert client["AccessTokenValidity"] == 60
    assert client["TokenValidityUnits"]["AccessToken"] == "minutes"


def _key_names(keyed: dict[str, Any]) -> list[str]:
    return [key["AttributeName"] for key in keyed["KeySchema"]]
