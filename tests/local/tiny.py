"""A small application as CDK would synthesize it, of parts that have nothing to do with the product."""

import json
from pathlib import Path
from typing import Any

from local.assembly import Assembly, read_assembly
from tests.local.tiny_functions import API, GATE, MAKER, RECORDER, WATCHER


def function(code: str, *, variables: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Code": {"ZipFile": code},
            "Timeout": 10,
            "Environment": {"Variables": variables or {}},
            **properties,
        },
    }


def att(name: str, attribute: str = "Arn") -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def storage() -> dict[str, Any]:
    key = [{"AttributeName": "pk", "KeyType": "HASH"}]
    return {
        "Metadata": {"SecretParameters": ["/tiny/secret"]},
        "Resources": {
            "Things": {
                "Type": "AWS::DynamoDB::Table",
                "Properties": {
                    "KeySchema": key,
                    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                    "BillingMode": "PAY_PER_REQUEST",
                    "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
                },
            },
            "Drop": {
                "Type": "AWS::S3::Bucket",
                "Properties": {
                    "NotificationConfiguration": {"EventBridgeConfiguration": {"EventBridgeEnabled": True}},
                    "CorsConfiguration": {
                        "CorsRules": [{"AllowedMethods": ["POST"], "AllowedOrigins": ["*"], "MaxAge": 60}]
                    },
                },
            },
            "Proof": {
                "Type": "AWS::SecretsManager::Secret",
                "Properties": {
                    "GenerateSecretString": {
                        "SecretStringTemplate": '{"for": "origins"}',
                        "GenerateStringKey": "value",
                        "PasswordLength": 40,
                        "ExcludePunctuation": True,
                    }
                },
            },
            "Word": {
                "Type": "AWS::SecretsManager::Secret",
                "Properties": {"Name": "tiny/word", "GenerateSecretString": {}},
            },
            "Shelf": {"Type": "AWS::S3::Bucket", "Properties": {}},
            "People": {"Type": "AWS::Cognito::UserPool", "Properties": {"UsernameAttributes": ["email"]}},
            "App": _client("http://localhost:3000/back", "https://app.test/back?from=tiny"),
            "Other": _client("http://localhost:3000/back", "https://other.test/back"),
            "Server": _client("https://server.test/back", GenerateSecret=True),
            "Silent": _client("https://silent.test/back", AllowedOAuthFlowsUserPoolClient=False),
            "Pages": {"Type": "AWS::S3::Bucket", "Properties": {}, "Metadata": {"PublishedFrom": "pages"}},
            "Domain": {
                "Type": "AWS::Cognito::UserPoolDomain",
                "Properties": {"Domain": {"Fn::Sub": "tiny-${AWS::AccountId}"}, "UserPoolId": {"Ref": "People"}},
            },
            "Staff": {
                "Type": "AWS::Cognito::UserPoolGroup",
                "Properties": {"GroupName": "staff", "UserPoolId": {"Ref": "People"}},
                "Metadata": {"LocalMembers": ["grace"]},
            },
            "Branding": {"Type": "AWS::Cognito::ManagedLoginBranding", "Properties": {"UserPoolId": {"Ref": "People"}}},
        },
        "Outputs": {
            "ShelfDomain": {"Value": att("Shelf", "RegionalDomainName"), "Export": {"Name": "tiny:ShelfDomain"}},
            "Drop": {"Value": {"Ref": "Drop"}},
            "Table": {"Value": {"Ref": "Things"}, "Export": {"Name": "tiny:Table"}},
            "Stream": {"Value": att("Things", "StreamArn"), "Export": {"Name": "tiny:Stream"}},
            "Domain": {"Value": {"Ref": "Domain"}, "Export": {"Name": "tiny:Domain"}},
            "Proof": {"Value": {"Ref": "Proof"}, "Export": {"Name": "tiny:Proof"}},
        },
    }


def _client(*callbacks: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Cognito::UserPoolClient",
        "Properties": {
            "UserPoolId": {"Ref": "People"},
            "CallbackURLs": list(callbacks),
            "LogoutURLs": ["http://localhost:3000/"],
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthScopes": ["openid", "email", "profile"],
            "AccessTokenValidity": 30,
            "TokenValidityUnits": {"AccessToken": "minutes"},
            **properties,
        },
    }


def stream_of_things(reader: str, **properties: Any) -> dict[str, Any]:
    source = {"EventSourceArn": {"Fn::ImportValue": "tiny:Stream"}, "StartingPosition": "TRIM_HORIZON"}
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {"FunctionName": {"Ref": reader}, **source, **properties},
    }


def _watched() -> str:
    return json.dumps({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "seen"}]}}}})


def service(folder: Path) -> dict[str, Any]:
    queue = {"RedrivePolicy": {"deadLetterTargetArn": att("Dead"), "maxReceiveCount": 3}, "VisibilityTimeout": 300}
    rule = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": [_drop()]}}}
    return {
        "Resources": {
            "Api": function(API, variables={"TABLE": {"Fn::ImportValue": "tiny:Table"}, "N": {"Ref": "AWS::Region"}}),
            "Maker": function(MAKER),
            "Recorder": function(RECORDER, variables={"OUT": str(folder / "records")}),
            "Listener": function(RECORDER, variables={"OUT": str(folder / "events")}),
            "Ticker": function(RECORDER, variables={"OUT": str(folder / "ticks")}),
            "Dead": {"Type": "AWS::SQS::Queue", "Properties": {}},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": queue},
            "Mapping": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "EventSourceArn": att("Queue"),
                    "FunctionName": {"Ref": "Recorder"},
                    "BatchSize": 5,
                    "FunctionResponseTypes": ["ReportBatchItemFailures"],
                },
            },
            "Watcher": function(WATCHER, variables={"OUT": str(folder / "changes")}),
            "Changes": stream_of_things(
                "Watcher",
                BatchSize=3,
                MaximumRetryAttempts=2,
                FunctionResponseTypes=["ReportBatchItemFailures"],
                FilterCriteria={"Filters": [{"Pattern": _watched()}]},
                DestinationConfig={"OnFailure": {"Destination": att("Dead")}},
            ),
            "Witness": function(WATCHER, variables={"OUT": str(folder / "witnessed")}),
            "Witnessed": stream_of_things("Witness"),
            "Dropped": {
                "Type": "AWS::Events::Rule",
                "Properties": {"EventPattern": rule, "Targets": [{"Id": "f", "Arn": att("Listener")}]},
            },
            "Tick": {
                "Type": "AWS::Events::Rule",
                "Properties": {
                    "ScheduleExpression": "rate(1 hour)",
                    "Targets": [{"Id": "f", "Arn": att("Ticker")}],
                },
            },
            "Http": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "HTTP", "Name": "tiny"}},
            "Call": {
                "Type": "AWS::ApiGatewayV2::Integration",
                "Properties": {"ApiId": {"Ref": "Http"}, "IntegrationUri": att("Api")},
            },
            "Route": {
                "Type": "AWS::ApiGatewayV2::Route",
                "Properties": {
                    "ApiId": {"Ref": "Http"},
                    "RouteKey": "ANY /api/{proxy+}",
                    "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "Call"}]]},
                },
            },
            "MakerUrl": {
                "Type": "AWS::Lambda::Url",
                "Properties": {"TargetFunctionArn": att("Maker"), "AuthType": "AWS_IAM"},
            },
        },
        "Outputs": {
            "Api": {"Value": att("Http", "ApiEndpoint"), "Export": {"Name": "tiny:Api"}},
            "Maker": {"Value": att("MakerUrl", "FunctionUrl"), "Export": {"Name": "tiny:Maker"}},
        },
    }


def _drop() -> dict[str, Any]:
    return {"Fn::GetStackOutput": {"StackName": "tiny-storage", "OutputName": "Drop"}}


def _host_of(export: str) -> dict[str, Any]:
    return {"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::ImportValue": export}]}]}


def _secret(rest: str) -> dict[str, Any]:
    return {"Fn::Join": ["", ["{{resolve:secretsmanager:", {"Fn::ImportValue": "tiny:Proof"}, f":{rest}}}}}"]]}


def delivery(*, tags: bool = True) -> dict[str, Any]:
    on_both = [{"EventType": f"viewer-{event}", "FunctionARN": att("Gate", "FunctionARN")} for event in _EVENTS]
    group = {
        "Id": "things",
        "FailoverCriteria": {"StatusCodes": {"Items": [403, 404], "Quantity": 2}},
        "Members": {"Items": [{"OriginId": "shelf"}, {"OriginId": "maker"}], "Quantity": 2},
    }
    config: dict[str, Any] = {
        "Enabled": True,
        "Origins": [
            {"Id": "shelf", "DomainName": {"Fn::ImportValue": "tiny:ShelfDomain"}, "S3OriginConfig": {}},
            {"Id": "maker", "DomainName": _host_of("tiny:Maker"), "CustomOriginConfig": {}},
            {
                "Id": "api",
                "DomainName": _host_of("tiny:Api"),
                "CustomOriginConfig": {},
                "OriginCustomHeaders": [{"HeaderName": "x-proof", "HeaderValue": _secret("SecretString:value::")}],
            },
        ],
        "OriginGroups": {"Items": [group], "Quantity": 1},
        "DefaultCacheBehavior": {
            "TargetOriginId": "things",
            "CachePolicyId": {"Ref": "ByPath"},
            "ResponseHeadersPolicyId": {"Ref": "Headers"},
            "FunctionAssociations": on_both,
        },
        "CacheBehaviors": [
            {
                "PathPattern": "/api/*",
                "TargetOriginId": "api",
                "AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"],
                "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                "OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
            },
            {
                "PathPattern": "/members/*",
                "TargetOriginId": "things",
                "CachePolicyId": {"Ref": "ByQuery"},
                "TrustedKeyGroups": [{"Ref": "Members"}],
                "FunctionAssociations": on_both,
            },
        ],
        "CustomErrorResponses": [{"ErrorCode": 404, "ErrorCachingMinTTL": 5}],
    }
    if tags:
        config["CacheTagConfig"] = {"HeaderName": "x-amz-meta-cache-tag"}
    return {
        "Resources": {
            "Gate": {
                "Type": "AWS::CloudFront::Function",
                "Properties": {"Name": "gate", "FunctionCode": GATE, "AutoPublish": True},
            },
            "ByPath": {
                "Type": "AWS::CloudFront::CachePolicy",
                "Properties": {"CachePolicyConfig": _by_path()},
            },
            "ByQuery": {
                "Type": "AWS::CloudFront::CachePolicy",
                "Properties": {"CachePolicyConfig": _by_path(queries="all")},
            },
            "Signer": {
                "Type": "AWS::CloudFront::PublicKey",
                "Properties": {"PublicKeyConfig": {"CallerReference": "1", "Name": "s", "EncodedKey": "a placeholder"}},
                "Metadata": {"PrivateHalf": "/tiny/signer", "Placeholder": True},
            },
            "Members": {
                "Type": "AWS::CloudFront::KeyGroup",
                "Properties": {"KeyGroupConfig": {"Name": "members", "Items": [{"Ref": "Signer"}]}},
            },
            "Headers": {
                "Type": "AWS::CloudFront::ResponseHeadersPolicy",
                "Properties": {"ResponseHeadersPolicyConfig": _headers()},
            },
            "Cdn": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}},
            "KeyId": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/tiny/key-id", "Type": "String", "Value": {"Ref": "Signer"}},
            },
            "SignIn": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/tiny/sign-in", "Type": "String", "Value": {"Fn::Join": ["", _sign_in()]}},
            },
            "Url": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {
                    "Name": "/tiny/url",
                    "Type": "String",
                    "Value": {"Fn::Join": ["", ["https://", att("Cdn", "DomainName")]]},
                },
            },
        }
    }


def _sign_in() -> list[Any]:
    return ["https://", {"Fn::ImportValue": "tiny:Domain"}, ".auth.us-east-1.amazoncognito.com/login"]


_EVENTS = ("request", "response")


def _by_path(*, queries: str = "none") -> dict[str, Any]:
    parameters = {
        "HeadersConfig": {"HeaderBehavior": "none"},
        "CookiesConfig": {"CookieBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": queries},
    }
    return {
        "MinTTL": 0,
        "DefaultTTL": 3600,
        "MaxTTL": 86400,
        "ParametersInCacheKeyAndForwardedToOrigin": parameters,
    }


def _headers() -> dict[str, Any]:
    return {
        "CorsConfig": {
            "AccessControlAllowCredentials": False,
            "AccessControlAllowHeaders": {"Items": ["*"]},
            "AccessControlAllowMethods": {"Items": ["GET"]},
            "AccessControlAllowOrigins": {"Items": ["*"]},
            "OriginOverride": True,
        },
        "RemoveHeadersConfig": {"Items": [{"Header": "x-amz-meta-cache-tag"}]},
        "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}},
    }


def application(folder: Path, **stacks: dict[str, Any]) -> Assembly:
    """The assembly of these stacks, written below `folder` as CDK writes it; by default the whole tiny application."""
    stacks = stacks or {"storage": storage(), "service": service(folder), "delivery": delivery()}
    out = folder / "assembly"
    out.mkdir(parents=True)
    artifacts, before = {}, []
    for name, template in stacks.items():
        (out / f"{name}.template.json").write_text(json.dumps(template))
        properties = {"templateFile": f"{name}.template.json", "stackName": f"tiny-{name}"}
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "properties": properties,
            "dependencies": list(before),
        }
        before.append(name)
    (out / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": artifacts}))
    return read_assembly(out)
