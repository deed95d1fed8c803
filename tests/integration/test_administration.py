"""What operators see of the installation: its owners, what has failed for good, and how it is."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from schema.administration import DeadLetterList
from tests.integration.administering import Letters, dead_letters
from tests.integration.audited import entries
from tests.integration.cloud import Answer, Cloud, User
from tests.integration.test_plans import operator


@pytest.fixture
def person(cloud: Cloud) -> Iterator[tuple[User, str]]:
    """Somebody of the pool, with the address."""
    pool, email = cloud.client("cognito-idp"), f"anna-{uuid4().hex}@example.com"
    made = pool.admin_create_user(
        UserPoolId=cloud.variables["USER_POOL_ID"],
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}],
    )["User"]
    (subject,) = (each["Value"] for each in made["Attributes"] if each["Name"] == "sub")
    yield cloud.user(subject), email
    pool.admin_delete_user(UserPoolId=cloud.variables["USER_POOL_ID"], Username=email)


@pytest.fixture
def letters(cloud: Cloud) -> Iterator[Letters]:
    with dead_letters(cloud) as found:
        yield found


def listed(user: User) -> DeadLetterList:
    answer = operator(user, "GET", "/v1/admin/dead-letters")
    assert answer.status == 200, answer
    return DeadLetterList.model_validate(answer.body)


def handle(user: User, what: str, body: Any, *, queue: str = "DeadLetters") -> Answer:
    return operator(user, "POST", f"/v1/admin/dead-letters/{queue}/{what}", body)


def owners(user: User, query: str) -> Answer:
    token = user.token(**{"cognito:groups": ["operators"]})
    return user.call("GET", "/v1/admin/owners", query=query, authorization=f"Bearer {token}")


def test_owner_is_found_by_address_handle_and_id_with_plan_usage_and_costs(
    person: tuple[User, str], user: User, rocket: bytes
) -> None:
    anna, email = person
    (found,) = owners(user, f"search={email[:20].upper()}").body["data"]
    assert (found["email"], found["state"], found["created_at"]) == (email, "new", None)

    image = anna_of(anna).upload(rocket, "a.jpg")
    anna.cloud.follow_changes()
    handle = f"h-{uuid4().hex[:12]}"
    assert anna_of(anna).call("PATCH", "/v1/me", {"handle": handle}).status == 200
    (found,) = owners(user, f"search={email}&costs=true").body["data"]
    assert (found["owner"], found["state"], found["plan"], found["images"]) == (image["owner"], "active", "free", 1)
    assert found["bytes"] > len(rocket)
    assert found["uploads_this_month"] == 1
    assert float(found["costs_this_month"]) > 0

    receipt = operator(user, "GET", f"/v1/admin/owners/{image['owner']}/costs").body
    assert (receipt["scope"], receipt["id"], receipt["total"]) == ("owner", image["owner"], found["costs_this_month"])
    for search in (handle, image["owner"]):
        (again,) = owners(user, f"search={search}").body["data"]
        assert again == found | {"email": None, "costs_this_month": None}
    assert owners(user, "search=nobody-at-all").body == {"data": [], "next_cursor": None}


def anna_of(person: User) -> User:
    """With the subject that the pool has given."""
    return Subject(person.cloud, person.name)


class Subject(User):
    def token(self, **claims: Any) -> str:
        return super().token(sub=self.name, **claims)


def test_a_suspended_owner_is_listed_as_such(person: tuple[User, str], user: User) -> None:
    anna, email = person
    owner = anna_of(anna).call("GET", "/v1/me").body["owner"]
    assert operator(user, "PUT", f"/v1/admin/owners/{owner}/suspension", {}).status == 200
    assert [each["state"] for each in owners(user, f"search={email}").body["data"]] == ["suspended"]


def test_the_list_comes_in_pages_and_a_cursor_is_for_its_own_search(cloud: Cloud, user: User) -> None:
    pool, prefix = cloud.client("cognito-idp"), f"paged-{uuid4().hex}"
    for position in range(3):
        pool.admin_create_user(
            UserPoolId=cloud.variables["USER_POOL_ID"],
            Username=f"{prefix}-{position}@example.com",
            MessageAction="SUPPRESS",
        )
    seen, query = [], f"search={prefix}&limit=2"
    page = owners(user, query).body
    cursor = page["next_cursor"]
    seen += page["data"]
    assert (len(seen), owners(user, f"search=other&cursor={cursor}").status) == (2, 400)
    page = owners(user, f"{query}&cursor={cursor}").body
    assert (len({each["email"] for each in [*seen, *page["data"]]}), page["next_cursor"]) == (3, None)
    for bad in ("limit=0", "limit=61", "search=", "cursor=x", f"search={'x' * 201}"):
        assert owners(user, bad).status == 400, bad


def test_what_failed_for_good_is_listed_with_its_reason_and_stays_visible(
    cloud: Cloud, user: User, letters: Letters
) -> None:
    letters.fail({"kind": "often_asked"})
    letters.give_up({"requestContext": {"condition": "RetriesExhausted"}, "responsePayload": {"errorMessage": "no"}})
    first = listed(user)
    write_log(
        cloud, "variant_consumer", {"message_id": first.data[0].id, "exception": "Traceback\nValueError: no preset"}
    )

    told = listed(user)

    assert {(each.queue, each.source, each.reason) for each in told.data} == {
        ("DeadLetters", "Variants", "ValueError: no preset"),
        ("DeadLetters", None, "RetriesExhausted: no"),
    }
    assert [(each.name, each.waiting) for each in told.queues] == [("Uploads", 0), ("DeadLetters", 2)]
    assert letters.count() == 2


def write_log(cloud: Cloud, folder: str, *lines: dict[str, Any]) -> None:
    logs, groups = cloud.client("logs"), cloud.services("admin").parts.log_groups
    stream = uuid4().hex
    if not logs.describe_log_groups(logGroupNamePrefix=groups[folder])["logGroups"]:
        logs.create_log_group(logGroupName=groups[folder])
    logs.create_log_stream(logGroupName=groups[folder], logStreamName=stream)
    now = int(datetime.now(UTC).timestamp() * 1000)
    events = [{"timestamp": now, "message": json.dumps(line)} for line in lines]
    logs.put_log_events(logGroupName=groups[folder], logStreamName=stream, logEvents=events)


def test_what_is_sent_back_is_in_its_queue_again_and_the_log_says_who_did_it(
    cloud: Cloud, user: User, letters: Letters
) -> None:
    letters.fail({"kind": "a"})
    letters.fail({"kind": "b"})
    letters.give_up({"detail": "of a schedule"})
    (wanted,) = (each.id for each in listed(user).data if '"a"' in each.body)

    answer = handle(user, "redrive", {"ids": [wanted, "not-there"]})

    assert answer.body == {"done": [wanted], "kept": [], "missing": ["not-there"], "left": 2}
    assert list(cloud.messages()) == [{"kind": "a"}]
    answer = handle(user, "redrive", {"all": True})
    assert (len(answer.body["done"]), len(answer.body["kept"]), answer.body["left"]) == (1, 1, 1)
    assert list(cloud.messages()) == [{"kind": "b"}]
    (entry, *_) = entries_of_operator(user)
    assert (entry["action"], entry["resource_type"], entry["resource_id"]) == ("redrive", "dead_letter", "DeadLetters")
    assert (entry["details"]["count"], entry["details"]["all"], entry["actor"]) == (1, True, "user")


def test_what_is_discarded_is_gone_and_nothing_else(user: User, letters: Letters) -> None:
    letters.fail({"kind": "a"})
    letters.give_up({"kind": "b"})
    (wanted,) = (each.id for each in listed(user).data if '"b"' in each.body)

    assert handle(user, "discard", {"ids": [wanted]}).body["done"] == [wanted]
    assert handle(user, "discard", {"ids": [wanted]}).body["missing"] == [wanted]

    assert [each.source for each in listed(user).data] == ["Variants"]
    assert [entry["details"]["messages"] for entry in entries_of_operator(user)[:2]] == [[], [wanted]]


def entries_of_operator(user: User) -> list[dict[str, Any]]:
    return entries(User(user.cloud, f"operator-of-{user.name}"))


@pytest.mark.parametrize(
    ("body", "queue", "status"),
    [
        ({}, "DeadLetters", 400),
        ({"ids": []}, "DeadLetters", 400),
        ({"ids": ["a"], "all": True}, "DeadLetters", 400),
        ({"ids": ["a b"]}, "DeadLetters", 400),
        ({"ids": ["a"] * 101}, "DeadLetters", 400),
        ({"all": True}, "Variants", 404),
        ({"all": True}, "a.b", 400),
    ],
)
def test_a_choice_that_makes_no_sense_changes_nothing(
    user: User, letters: Letters, body: Any, queue: str, status: int
) -> None:
    letters.fail({"kind": "a"})
    for what in ("redrive", "discard"):
        assert handle(user, what, body, queue=queue).status == status
    assert letters.count() == 1


def test_health_tells_what_rings_waits_and_ran(cloud: Cloud, user: User, letters: Letters) -> None:
    letters.give_up({"kind": "a"})
    cloud.client("sqs").send_message(QueueUrl=cloud.variables["VARIANT_QUEUE_URL"], MessageBody="{}")
    watch = cloud.client("cloudwatch")
    now, parts = datetime.now(UTC), cloud.services("admin").parts
    for name in ("pixelflare-service-AlarmsX", "another-AlarmsX"):
        watch.put_metric_alarm(
            AlarmName=name,
            AlarmDescription="the API answered 5xx",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            MetricName="m",
            Namespace="n",
            Period=60,
            Statistic="Sum",
            Threshold=1,
        )
        watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")
    ran = {"FunctionName": parts.schedules["cleanup_schedule"]}
    queue = {"QueueName": next(each.queue for each in parts.work if each.name == "Variants")}
    count_up(watch, "AWS/Lambda", "Invocations", 1, ran, now - timedelta(minutes=7))
    count_up(watch, "AWS/Lambda", "Errors", 2, ran, now - timedelta(hours=3))
    count_up(watch, "AWS/SQS", "ApproximateAgeOfOldestMessage", 90, queue, now - timedelta(minutes=7))

    told = operator(user, "GET", "/v1/admin/health").body

    assert [(each["name"], each["meaning"]) for each in told["alarms"]] == [
        ("pixelflare-service-AlarmsX", "the API answered 5xx")
    ]
    (variants,) = (each for each in told["queues"] if each["name"] == "Variants")
    assert (variants["waiting"], variants["oldest_seconds"]) == (1, 90)
    assert {each["name"]: each["waiting"] for each in told["dead_letters"]} == {"Uploads": 0, "DeadLetters": 1}
    schedules = {each["name"]: each for each in told["schedules"]}
    assert schedules["cleanup_schedule"]["failures"] == 2
    assert schedules["cleanup_schedule"]["last_run"] is not None
    assert schedules["backup_schedule"]["last_run"] is None


def count_up(watch: Any, namespace: str, name: str, value: float, dimensions: dict[str, str], at: datetime) -> None:
    named = [{"Name": key, "Value": each} for key, each in dimensions.items()]
    data = {"MetricName": name, "Value": value, "Timestamp": at, "Dimensions": named}
    watch.put_metric_data(Namespace=namespace, MetricData=[data])


def test_recent_failures_are_the_errors_of_all_functions_newest_first(cloud: Cloud, user: User) -> None:
    request = uuid4().hex
    failed = {"level": "ERROR", "message": "failed", "request_id": request, "exception": "Traceback\nKeyError: 'x'"}
    write_log(cloud, "api", failed, {"level": "INFO", "message": "answered"})
    write_log(cloud, "cdn", {"level": "ERROR", "message": "failed"})

    data = operator(user, "GET", "/v1/admin/failures").body["data"]

    (found,) = (each for each in data if each["request_id"] == request)
    assert (found["function"], found["message"], found["error"]) == ("api", "failed", "KeyError: 'x'")
    assert {each["message"] for each in data} == {"failed"}
    assert [each["at"] for each in data] == sorted((each["at"] for each in data), reverse=True)


def test_only_operators_are_answered(user: User) -> None:
    key = user.call("POST", "/v1/keys", {"name": "k", "scopes": ["admin"]}).body["key"]
    for path in ("owners", "dead-letters", "health", "failures"):
        for authorization in (f"Bearer {user.token()}", f"Bearer {key}"):
            answer = user.call("GET", f"/v1/admin/{path}", authorization=authorization)
            assert (answer.status, answer.body["error"]["code"]) == (403, "FORBIDDEN")
