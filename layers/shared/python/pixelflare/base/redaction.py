"""Removes what a log must not contain: credentials, signatures, tokens, e-mail addresses.

Our own log lines contain none of these. This is for text from elsewhere, such as an exception that quotes a signed
address.
"""

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "[redacted]"

_NEVER_SHOWN = (
    r"x-amz-(?:signature|credential|security-token|policy|algorithm|date)|signature|policy|key-pair-id|token|access_token"
    r"|id_token|refresh_token|upload_token|authorization|cookie|set-cookie|x-api-key|api_key|x-origin-proof|password"
    r"|client_secret|secret|salt|code_verifier|private_key|pepper|secret_access_key|api_secret|api_token|recovery_key"
)
_WHOLE = re.compile(rf"(?:{_NEVER_SHOWN})", re.IGNORECASE)
_REPLACED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|$)", re.DOTALL), REDACTED),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)*"), REDACTED),
    (re.compile(r"\bpf_[A-Za-z0-9_-]+"), f"pf_{REDACTED}"),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+"), f"whsec_{REDACTED}"),
    # in a query string or a form: name=value
    (re.compile(rf"\b({_NEVER_SHOWN})=[^&\s\"'<>]+", re.IGNORECASE), rf"\1={REDACTED}"),
    # in a dictionary, a JSON text or a header line: 'name': 'value'
    (
        re.compile(rf"(['\"]?\b(?:{_NEVER_SHOWN})['\"]?\s*:\s*)(b?['\"])(?:(?!\2).)+", re.IGNORECASE),
        rf"\1\2{REDACTED}",
    ),
    (re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,}"), REDACTED),
)


def redacted(value: Any) -> Any:
    """The same value without secrets, at any depth: texts, keys of mappings, members of lists."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return {
            _text(str(name)): REDACTED if _is_secret(name, held) else redacted(held) for name, held in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(member) for member in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _text(str(value))


def _is_secret(name: Any, held: Any) -> bool:
    return held is not None and _WHOLE.fullmatch(str(name)) is not None


def _text(text: str) -> str:
    for pattern, replacement in _REPLACED:
        text = pattern.sub(replacement, text)
    return text
