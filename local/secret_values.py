"""Secrets that templates require: created at random once, and the same at every later start."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local.assembly import Assembly
from local.provisioned import Provisioned, Resolved
from local.signing_keys import new_private_key, private_halves

Client = Callable[[str], Any]

_MANAGED = "secretsmanager:"  # prefix of Secrets Manager's secrets among the kept values


def secret_parameters(assembly: Assembly) -> Iterator[str]:
    """Names of the parameters that must exist before templates are deployed."""
    for kind in ("SecretParameters", "GivenParameters", "RsaKeyParameters"):
        for names in assembly.metadata(kind):
            yield from names


def create_secret_parameters(assembly: Assembly, ssm: Any, kept: Mapping[str, str]) -> None:
    """Random ones, and RSA keys. What somebody else would give is random, too: nobody here compares it."""
    keys = {name for names in assembly.metadata("RsaKeyParameters") for name in names}
    for name in secret_parameters(assembly):
        value = kept.get(name) or (new_private_key() if name in keys else secrets.token_hex(32))
        ssm.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def create_secrets(here: Provisioned, secretsmanager: Any, kept: Mapping[str, str]) -> None:
    """Secrets Manager's secrets. From here on, dynamic references resolve to their values."""
    for secret in here.assembly.resources("AWS::SecretsManager::Secret"):
        name = here.name(secret)
        value = kept.get(_MANAGED + name) or _new_value(here.resolved(secret), secretsmanager)
        made = secretsmanager.create_secret(Name=name, SecretString=value)
        here.identifiers[secret.stack, secret.logical_id] = made["ARN"]
        here.secret_values[name] = here.secret_values[made["ARN"]] = value


def values_to_keep(here: Provisioned, client: Client) -> dict[str, str]:
    """The current value of every secret, as `kept` at the next start."""
    ssm, manager = client("ssm"), client("secretsmanager")
    parameters = [*secret_parameters(here.assembly), *private_halves(here.assembly)]
    found = {name: ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] for name in parameters}
    for secret in here.assembly.resources("AWS::SecretsManager::Secret"):
        value = manager.get_secret_value(SecretId=here.identifier(secret))
        found[_MANAGED + here.name(secret)] = value["SecretString"]
    return found


def _new_value(secret: Resolved, secretsmanager: Any) -> str:
    """The value as CloudFormation creates it: given, random, or random as a further member of a JSON template."""
    if "SecretString" in secret.properties:
        return str(secret.properties["SecretString"])
    wanted = dict(secret.properties.get("GenerateSecretString", {}))
    template, key = wanted.pop("SecretStringTemplate", None), wanted.pop("GenerateStringKey", None)
    password = str(secretsmanager.get_random_password(**wanted)["RandomPassword"])
    if template is None and key is None:
        return password
    return json.dumps({**json.loads(template or "{}"), key: password})
