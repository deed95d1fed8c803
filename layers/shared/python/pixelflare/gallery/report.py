"""/report: a form by which anybody tells an operator what should not be shown."""

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import ValidationError

from pixelflare.base.errors import NotFound
from pixelflare.gallery.answers import GalleryAnswer, Page
from pixelflare.gallery.document import element, tag, text
from pixelflare.gallery.messages import card, message_page, submit
from pixelflare.gallery.request import GalleryRequest
from pixelflare.gallery.texts import Texts, texts
from pixelflare.reports import ReportServices, send_report
from schema.library.shares import PageLanguage
from schema.limits import MAX_EMAIL_LENGTH, MAX_REPORT_LENGTH, MAX_URL_LENGTH
from schema.reports import ReportCategory, SendReport

_FIELDS = ("address", "category", "explanation", "email")


def show_report_form(request: GalleryRequest, services: ReportServices, *, language: PageLanguage) -> GalleryAnswer:
    """The form; or, when it is sent, whether it was taken. Raises RateLimited."""
    words = texts(language)
    if request.method != "POST":
        return GalleryAnswer(HTTPStatus.OK, Page(*_form({}, None, language)))
    given = {name: request.form[name] for name in _FIELDS if name in request.form}
    try:
        sent = SendReport.model_validate(given)
        report = send_report(sent, services, network=request.network, now=services.clock())
    except ValidationError:
        return GalleryAnswer(HTTPStatus.BAD_REQUEST, Page(*_form(given, words.report_invalid, language)))
    except NotFound:
        return GalleryAnswer(
            HTTPStatus.NOT_FOUND, Page(*_form(given, words.report_unknown, language)), headers=_NOT_KEPT
        )
    told = words.report_thanks_hint.format(report.report_id)
    return GalleryAnswer(HTTPStatus.OK, Page(*message_page(words.report_thanks, told, language=language)))


_NOT_KEPT = {"Cache-Control": "private, no-store"}


def _form(given: Mapping[str, str], problem: str | None, language: PageLanguage) -> tuple[str, str]:
    """With what was entered, when something is wrong with it."""
    words = texts(language)
    told = element("p", text(words.report_hint))
    wrong = element("p", text(problem), class_="wrong", role="alert") if problem else ""
    fields = [
        _labelled(words.report_address, _input("address", given, maxlength=MAX_URL_LENGTH, required=True)),
        _labelled(words.report_category, _categories(given.get("category"), words)),
        _labelled(words.report_explanation, _explanation(given.get("explanation", ""))),
        _labelled(
            words.report_email, _input("email", given, type="email", maxlength=MAX_EMAIL_LENGTH, autocomplete="email")
        ),
    ]
    form = element("form", "".join(fields) + submit(words.report_submit), method="post", action="/report")
    return card(words.report_title, [told, wrong, form], language=language)


def _labelled(label: str, field: str) -> str:
    return element("label", text(label) + field)


def _input(name: str, given: Mapping[str, str], **attributes: str | int | bool) -> str:
    return tag("input", **{"name": name, "value": given.get(name) or None, **attributes})


def _explanation(given: str) -> str:
    return element("textarea", text(given), name="explanation", rows=4, maxlength=MAX_REPORT_LENGTH)


def _categories(chosen: str | None, words: Texts) -> str:
    options = (
        element("option", text(words.report_categories[each]), value=each.value, selected=each.value == chosen)
        for each in ReportCategory
    )
    return element("select", "".join(options), name="category")
