"""The words on public pages, in each language."""

from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from schema.library.shares import PageLanguage
from schema.reports import ReportCategory

_ENGLISH_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_GERMAN_MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


class Texts(NamedTuple):
    shared_album: str
    shared_by: str
    """With the name in braces."""
    protected_title: str
    protected_hint: str
    protected_label: str
    protected_wrong: str
    protected_submit: str
    open_title: str
    open_hint: str
    open_submit: str
    picture: str
    """With its number in braces."""
    enlarge: str
    close: str
    previous: str
    next: str
    download: str
    more: str
    start: str
    empty_title: str
    empty_hint: str
    no_albums: str
    footer: str
    report: str
    report_title: str
    report_hint: str
    report_address: str
    report_category: str
    report_categories: dict[ReportCategory, str]
    report_explanation: str
    report_email: str
    report_submit: str
    report_invalid: str
    report_unknown: str
    report_thanks: str
    report_thanks_hint: str
    """With the report's id in braces."""
    refusals: dict[HTTPStatus, tuple[str, str]]
    """Title and explanation by status."""


ENGLISH = Texts(
    shared_album="Shared album",
    shared_by="Shared by {}",
    protected_title="This album is protected",
    protected_hint="Enter the password that came with the link.",
    protected_label="Password",
    protected_wrong="That is not the password. Please try again.",
    protected_submit="Show album",
    open_title="Somebody shared an album with you",
    open_hint="It can be opened a limited number of times. Opening it now counts as one.",
    open_submit="Open album",
    picture="Picture {}",
    enlarge="Enlarge: {}",
    close="Close",
    previous="Previous picture",
    next="Next picture",
    download="Download",
    more="More pictures",
    start="Back to the start",
    empty_title="No pictures yet",
    empty_hint="Pictures appear here as soon as they are added to the album.",
    no_albums="Nothing to see here yet",
    footer="Shared with Pixelflare",
    report="Report",
    report_title="Report something",
    report_hint="Tell the operator about a picture, an album or a profile that should not be shown. You need no account.",
    report_address="Its address",
    report_category="What is wrong with it",
    report_categories={
        ReportCategory.ILLEGAL: "It is illegal",
        ReportCategory.COPYRIGHT: "It infringes a copyright",
        ReportCategory.PRIVACY: "It violates somebody's privacy",
        ReportCategory.HARMFUL: "It is hateful, violent or sexual",
        ReportCategory.OTHER: "Something else",
    },
    report_explanation="Explanation (optional)",
    report_email="Your e-mail address, for questions (optional)",
    report_submit="Send the report",
    report_invalid="Please check the address and your e-mail address.",
    report_unknown="Nothing is shown at this address. Copy it from the browser's address bar.",
    report_thanks="Thank you",
    report_thanks_hint="The operator looks at your report. Its number is {}.",
    refusals={
        HTTPStatus.NOT_FOUND: ("This link leads nowhere", "It may be mistyped, or its owner has taken it back."),
        HTTPStatus.BAD_REQUEST: ("This page cannot be shown", "Its address is not complete."),
        HTTPStatus.GONE: ("This link is no longer valid", "It has expired. Ask whoever gave it to you for a new one."),
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: (
            "This was taken down",
            "The operator does not show it any more.",
        ),
        HTTPStatus.TOO_MANY_REQUESTS: ("Please wait a moment", "There were too many attempts. Try again later."),
        HTTPStatus.FORBIDDEN: ("This page cannot be shown", "Open the link as it was given to you."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("That was too long", "Go back, and enter less."),
        HTTPStatus.SERVICE_UNAVAILABLE: ("Please come back in a moment", "The album cannot be shown just now."),
        HTTPStatus.INTERNAL_SERVER_ERROR: ("Something went wrong", "Please try again in a moment."),
    },
)
GERMAN = Texts(
    shared_album="Geteiltes Album",
    shared_by="Geteilt von {}",
    protected_title="Dieses Album ist geschützt",
    protected_hint="Geben Sie das Passwort ein, das Sie mit dem Link bekommen haben.",
    protected_label="Passwort",
    protected_wrong="Das ist nicht das Passwort. Bitte versuchen Sie es noch einmal.",
    protected_submit="Album anzeigen",
    open_title="Jemand hat ein Album mit Ihnen geteilt",
    open_hint="Es kann nur begrenzt oft geöffnet werden. Jedes Öffnen zählt.",
    open_submit="Album öffnen",
    picture="Bild {}",
    enlarge="Vergrößern: {}",
    close="Schließen",
    previous="Vorheriges Bild",
    next="Nächstes Bild",
    download="Herunterladen",
    more="Weitere Bilder",
    start="Zurück zum Anfang",
    empty_title="Noch keine Bilder",
    empty_hint="Bilder erscheinen hier, sobald sie zum Album hinzugefügt werden.",
    no_albums="Hier gibt es noch nichts zu sehen",
    footer="Geteilt mit Pixelflare",
    report="Melden",
    report_title="Etwas melden",
    report_hint="Melden Sie dem Betreiber ein Bild, ein Album oder ein Profil, das nicht gezeigt werden sollte. Ein Konto ist nicht nötig.",
    report_address="Adresse",
    report_category="Was daran falsch ist",
    report_categories={
        ReportCategory.ILLEGAL: "Es ist rechtswidrig",
        ReportCategory.COPYRIGHT: "Es verletzt ein Urheberrecht",
        ReportCategory.PRIVACY: "Es verletzt die Privatsphäre",
        ReportCategory.HARMFUL: "Es ist hasserfüllt, gewalttätig oder sexuell",
        ReportCategory.OTHER: "Etwas anderes",
    },
    report_explanation="Erklärung (freiwillig)",
    report_email="Ihre E-Mail-Adresse für Rückfragen (freiwillig)",
    report_submit="Meldung senden",
    report_invalid="Bitte prüfen Sie die Adresse und Ihre E-Mail-Adresse.",
    report_unknown="Unter dieser Adresse wird nichts gezeigt. Kopieren Sie sie aus der Adresszeile des Browsers.",
    report_thanks="Danke",
    report_thanks_hint="Der Betreiber sieht sich Ihre Meldung an. Sie hat die Nummer {}.",
    refusals={
        HTTPStatus.NOT_FOUND: (
            "Dieser Link führt nirgendwohin",
            "Vielleicht enthält er einen Tippfehler, oder er wurde zurückgezogen.",
        ),
        HTTPStatus.BAD_REQUEST: ("Diese Seite kann nicht gezeigt werden", "Ihre Adresse ist nicht vollständig."),
        HTTPStatus.GONE: ("Dieser Link gilt nicht mehr", "Er ist abgelaufen. Bitten Sie um einen neuen."),
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: (
            "Dies wurde entfernt",
            "Der Betreiber zeigt es nicht mehr.",
        ),
        HTTPStatus.TOO_MANY_REQUESTS: (
            "Bitte warten Sie einen Moment",
            "Das waren zu viele Versuche. Versuchen Sie es später noch einmal.",
        ),
        HTTPStatus.FORBIDDEN: (
            "Diese Seite kann nicht gezeigt werden",
            "Öffnen Sie den Link so, wie Sie ihn bekommen haben.",
        ),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("Das war zu lang", "Gehen Sie zurück und geben Sie weniger ein."),
        HTTPStatus.SERVICE_UNAVAILABLE: (
            "Bitte kommen Sie gleich wieder",
            "Das Album kann gerade nicht gezeigt werden.",
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: ("Etwas ist schiefgegangen", "Bitte versuchen Sie es gleich noch einmal."),
    },
)


def texts(language: PageLanguage) -> Texts:
    return GERMAN if language is PageLanguage.GERMAN else ENGLISH


def written(day: date, language: PageLanguage) -> str:
    """3 June 2026; 3. Juni 2026."""
    if language is PageLanguage.GERMAN:
        return f"{day.day}. {_GERMAN_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
