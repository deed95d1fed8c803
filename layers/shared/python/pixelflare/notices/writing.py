"""A letter as text and as HTML. What an owner or a file has named is escaped, and is never part of a header but the subject."""

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from pixelflare.aws.mails import Mail
from pixelflare.notices.texts import FRAMES, WORDS, Frame
from schema.identity.users import User
from schema.library.shares import PageLanguage
from schema.notices import Letter, Told


class Links(NamedTuple):
    site: str
    unsubscribe: str


class _Content(NamedTuple):
    subject: str
    lead: str
    lines: list[str]
    where: tuple[str, str]
    """The link's words, and its address."""
    settings: str


def written_letter(letter: Letter, user: User, *, to: str, links: Links, name_of: Callable[[str], str | None]) -> Mail:
    """In the owner's language. `name_of` says where an image is now."""
    language = _language(user)
    frame, content = FRAMES[language], _content(letter, language, links, name_of)
    return Mail(
        to=to,
        subject=content.subject,
        text=_text(content, frame),
        html=_html(content, frame, language),
        headers={
            "List-Unsubscribe": f"<{links.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def _language(user: User) -> PageLanguage:
    is_german = (user.settings.language or "").partition("-")[0] == PageLanguage.GERMAN
    return PageLanguage.GERMAN if is_german else PageLanguage.ENGLISH


def _content(letter: Letter, language: PageLanguage, links: Links, name_of: Callable[[str], str | None]) -> _Content:
    words, frame = WORDS[language][letter.kind], FRAMES[language]
    names = [_name(told, name_of) for told in letter.shown]
    lines = [words.line.format(name=name) for name in names] if words.line else []
    if lines and letter.count > len(lines):
        lines.append(frame.more.format(count=letter.count - len(lines)))
    subject = words.subject if letter.count == 1 else words.subject_of_many
    return _Content(
        subject=_one_line(subject.format(name=names[0] if names else "", count=letter.count)),
        lead=words.lead,
        lines=lines,
        where=(words.link, f"{links.site}/app/{words.page}"),
        settings=f"{links.site}/app/settings/notices",
    )


def _name(told: Told, name_of: Callable[[str], str | None]) -> str:
    if told.image_id:
        return name_of(told.image_id) or told.image_id
    return told.subject or ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(content: _Content, frame: Frame) -> str:
    lines = [f"- {line}" for line in content.lines]
    link, address = content.where
    parts = [content.lead, *(["\n".join(lines)] if lines else []), f"{link}:\n{address}"]
    parts.append(f"-- \n{frame.why}\n{frame.settings}:\n{content.settings}")
    return "\n\n".join(parts) + "\n"


def _html(content: _Content, frame: Frame, language: PageLanguage) -> str:
    """No picture, no script, nothing from elsewhere: nobody learns that the letter was opened."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in content.lines)
    link, address = content.where
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(content.subject)}</title></head>"
        '<body style="font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1.5rem">'
        f'<h1 style="font-size:1.25rem;overflow-wrap:anywhere">{escape(content.subject)}</h1>'
        f"<p>{escape(content.lead)}</p>{f'<ul>{lines}</ul>' if lines else ''}"
        f'<p><a href="{escape(address)}">{escape(link)}</a></p><hr>'
        f'<p style="font-size:.875rem">{escape(frame.why)} <a href="{escape(content.settings)}">'
        f"{escape(frame.settings)}</a></p></body></html>\n"
    )
