"""The policy of an upload form: its conditions on each field and on the file's size.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local.aws_port.refusals import denied, invalid

_UNCHECKED_FIELDS = {"policy", "x-amz-signature", "file", "bucket"}


def policy_of(text: str) -> Mapping[str, Any]:
    try:
        policy = json.loads(base64.b64decode(text))
        if isinstance(policy["conditions"], list) and isinstance(policy["expiration"], str):
            return dict(policy)
    except (binascii.Error, ValueError, KeyError, TypeError):
        pass  # refused below, like a policy with parts of the wrong form
    raise invalid("InvalidPolicyDocument", "The content of the form does not meet the policy's form.")


def expiration_of(policy: Mapping[str, Any]) -> float:
    try:
        return datetime.fromisoformat(policy["expiration"].replace("Z", "+00:00")).timestamp()
    except ValueError as error:
        raise invalid("InvalidPolicyDocument", "Invalid expiration in the policy.") from error


def check_conditions(conditions: list[Any], form: Mapping[str, str], size: int) -> None:
    """Every condition holds, and every field is named by one. Raises Refused."""
    named = set()
    for condition in conditions:
        operator, subject, value = _condition(condition)
        if operator == "content-length-range":
            _check_size(size, int(subject), int(value))
            continue
        name = str(subject).removeprefix("$").lower()
        named.add(name)
        given = form.get(name, "")
        if not (given == value if operator == "eq" else operator == "starts-with" and given.startswith(value)):
            failed = json.dumps([operator, subject, value])
            raise denied(f"Invalid according to Policy: Policy Condition failed: {failed}")
    for name in form:
        if name not in named and name not in _UNCHECKED_FIELDS and not name.startswith("x-ignore-"):
            raise denied(f"Invalid according to Policy: Extra input fields: {name}")


def _condition(condition: Any) -> tuple[str, Any, Any]:
    if isinstance(condition, dict) and len(condition) == 1:
        (name, value), *_ = condition.items()
        return "eq", f"${name}", value
    if isinstance(condition, list) and len(condition) == 3:
        return str(condition[0]).lower(), condition[1], condition[2]
    raise invalid("InvalidPolicyDocument", "Invalid condition in the policy.")


def _check_size(size: int, least: int, most: int) -> None:
    if size > most:
        raise invalid("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
    if size < least:
        raise invalid("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
