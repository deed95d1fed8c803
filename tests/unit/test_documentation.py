"""What the documentation says can be wrong, so it is compared with the contract."""

import re
from pathlib import Path

import pytest

from docs.generate import LIMITS_PAGE, limits_page
from pixelflare.base import errors
from pixelflare.base.errors import AppError
from schema.errors import ErrorCode, RejectionReason

ROOT = Path(__file__).parents[2]
ERRORS_PAGE = (ROOT / "docs/errors.md").read_text()
REFUSALS = [
    kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AppError) and kind.code
]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/**/*.md")})
MAKE_TARGETS = frozenset(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("code", list(ErrorCode))
def test_error_code_is_documented(code: ErrorCode) -> None:
    assert f"\n### `{code}`\n" in ERRORS_PAGE


@pytest.mark.parametrize("reason", list(RejectionReason))
def test_rejection_reason_is_documented(reason: RejectionReason) -> None:
    assert f"\n### `{reason}`\n" in ERRORS_PAGE


def test_nothing_is_documented_that_can_not_happen() -> None:
    documented = set(re.findall(r"^### `(\w+)`$", ERRORS_PAGE, re.MULTILINE))
    assert documented == {*ErrorCode, *RejectionReason}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.__name__)
def test_documented_status_is_the_one_that_is_answered(refusal: type[AppError]) -> None:
    assert f"\n### `{refusal.code}`\n\n**{int(refusal.status)}.** " in ERRORS_PAGE


def test_limits_page_says_what_the_contract_says() -> None:
    assert LIMITS_PAGE.read_text() == limits_page(), "run make docs"


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/decisions/*.md")), ids=lambda page: page.name)
def test_decision_says_whether_it_is_current(page: Path) -> None:
    assert re.search(r"^\*\*Status\.\*\* (Accepted|Superseded), \d{4}-\d\d-\d\d", page.read_text(), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def _anchors(page: Path) -> set[str]:
    """Of a page's headings, as GitHub makes them: lower case, without punctuation, hyphens for spaces."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_a_heading_find_it(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)", page.read_text())
    targets = [((page.parent / path) if path else page, anchor) for path, anchor in links]
    assert [anchor for target, anchor in targets if target.suffix == ".md" and anchor not in _anchors(target)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_command_in_the_documentation_exists(page: Path) -> None:
    named = set(re.findall(r"`(?:PORT=\S+ )?make ([a-z0-9-]+)", page.read_text()))
    assert named <= MAKE_TARGETS
