"""The list of what only AWS can show, in the documentation and at the end of a smoke test."""

import re

from operations.checklist import BY_HAND, Checklist, Claim
from tests.assembly import ROOT


def test_the_documentation_shows_the_list_that_the_smoke_test_ticks_off() -> None:
    section = (ROOT / "docs" / "deploying.md").read_text().partition("## What a laptop cannot prove")[2]
    assert re.findall(r"^- \[ \] (.*)$", section, re.MULTILINE) == [*Claim, *BY_HAND]


def test_what_is_proved_is_ticked_and_what_is_missing_says_what_it_needs() -> None:
    checklist = Checklist()
    checklist.tick(Claim.TLS, Claim.ALARM)

    lines = list(checklist.lines())
    assert f"[x] {Claim.TLS}" in lines
    assert f"[x] {Claim.ALARM}" in lines
    assert f"[ ] {Claim.CACHE}" in lines
    assert f"[ ] {Claim.AUDIT} (needs --assembly, and credentials)" in lines
    assert lines[-len(BY_HAND) :] == [f"[ ] by hand: {look}" for look in BY_HAND]
    assert len(lines) == len(Claim) + len(BY_HAND)
