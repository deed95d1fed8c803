"""Small pages without pictures: a password, a button, a refusal."""

from pixelflare.gallery.document import LOGO, document, element, tag, text
from pixelflare.gallery.texts import texts
from schema.library.shares import PageLanguage
from schema.limits import MAX_SHARE_PASSWORD_LENGTH

_LOCK = (
    '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round"><rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/></svg>'
)


def message_page(title: str, explanation: str, *, language: PageLanguage) -> tuple[str, str]:
    """The document, and its styles."""
    return card(title, [element("p", text(explanation))], mark=LOGO, language=language)


def password_page(path: str, *, is_wrong: bool, language: PageLanguage) -> tuple[str, str]:
    """Asks for the password, and tells nothing of the album."""
    words = texts(language)
    field = tag(
        "input",
        type="password",
        name="password",
        autocomplete="current-password",
        maxlength=MAX_SHARE_PASSWORD_LENGTH,
        required=True,
        autofocus=True,
        aria_describedby="wrong" if is_wrong else None,
        aria_invalid="true" if is_wrong else None,
    )
    label = element("label", text(words.protected_label) + field)
    form = element("form", label + submit(words.protected_submit), method="post", action=path)
    wrong = element("p", text(words.protected_wrong), class_="wrong", id="wrong", role="alert") if is_wrong else ""
    hint = element("p", text(words.protected_hint))
    return card(words.protected_title, [hint, wrong, form], mark=_LOCK, language=language)


def open_page(path: str, *, title: str, language: PageLanguage) -> tuple[str, str]:
    """Asks whether to open what can be opened a limited number of times: a preview in a messenger must not use it up."""
    words = texts(language)
    form = element("form", submit(words.open_submit), method="post", action=path)
    told = element("p", text(title)) + element("p", text(words.open_hint))
    return card(words.open_title, [told, form], mark=LOGO, language=language)


def footer(language: PageLanguage) -> str:
    words = texts(language)
    made_by = element("span", LOGO + text(words.footer))
    return element("footer", made_by + element("a", text(words.report), href="/report", rel="nofollow"))


def card(title: str, parts: list[str], *, mark: str = LOGO, language: PageLanguage) -> tuple[str, str]:
    inside = [element("div", mark, class_="mark"), element("h1", text(title)), *parts]
    main = element("main", element("div", "".join(inside), class_="card"), class_="middle")
    return document(title=title, body=[main, footer(language)], language=language)


def submit(label: str) -> str:
    return element("button", text(label), class_="button main")
