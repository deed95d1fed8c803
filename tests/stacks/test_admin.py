"""Promises about the function for operators: it alone has its rights."""

from typing import Any

from tests.functions import FUNCTIONS
from tests.stacks.reading import of_type, rights
from tests.stacks.test_functions import ADMIN, READ_LOGS


def test_logs_and_the_user_pool_and_dead_letters_are_read_by_the_operators_function_only(
    resources: dict[str, Any],
) -> None:
    def readers(action: str, *, of: str = "") -> set[str]:
        return {
            folder
            for folder in FUNCTIONS
            for done, where in rights(resources, folder)
            if done == action and of in where
        }

    assert readers(READ_LOGS) == readers("cognito-idp:ListUsers") == readers("cloudwatch:GetMetricData") == {"admin"}
    assert (
        readers("sqs:ReceiveMessage", of="DeadLetters") == readers("sqs:DeleteMessage", of="DeadLetters") == {"admin"}
    )
    assert readers("secretsmanager:GetSecretValue", of="OriginProof") > {ADMIN}
    groups = {each["LoggingConfig"]["LogGroup"]["Ref"] for each in of_type(resources, "AWS::Lambda::Function").values()}
    assert {where for done, where in rights(resources, "admin") if done == READ_LOGS} == {
        f"${{{group}.Arn}}" for group in groups
    }
