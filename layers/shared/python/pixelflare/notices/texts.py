"""The words of letters, in each language."""

from typing import NamedTuple

from schema.library.events import EventKind
from schema.library.shares import PageLanguage


class Words(NamedTuple):
    subject: str
    """Of one thing."""
    subject_of_many: str
    """With `{count}`."""
    lead: str
    line: str
    """Of each thing; with `{name}`, which is empty where a thing has none."""
    page: str
    """Below the application's address: where to look."""
    link: str


class Frame(NamedTuple):
    more: str
    """With `{count}`."""
    why: str
    settings: str


FRAMES = {
    PageLanguage.ENGLISH: Frame(
        "and {count} more",
        "You get this because notices of this kind are switched on for your account.",
        "Choose your notices",
    ),
    PageLanguage.GERMAN: Frame(
        "und {count} weitere",
        "Sie bekommen diese Mail, weil Hinweise dieser Art für Ihr Konto eingeschaltet sind.",
        "Hinweise auswählen",
    ),
}

_ENGLISH = {
    EventKind.IMAGE_REJECTED: Words(
        "A picture was rejected",
        "{count} pictures were rejected",
        "Nobody can see these pictures: the file could not be used, or the review has rejected it.",
        "{name}",
        "review",
        "Open the review",
    ),
    EventKind.IMAGE_FLAGGED: Words(
        "A picture was flagged",
        "{count} pictures were flagged",
        "Somebody should look at these pictures.",
        "{name}",
        "review",
        "Open the review",
    ),
    EventKind.BACKUP_FAILED: Words(
        "Your backup has failed for three nights",
        "Your backup has failed",
        "Your library could not be copied to your bucket for three nights in a row. Mostly its credentials were revoked, or the "
        "bucket is gone.",
        "",
        "settings/backup",
        "Look at the backup",
    ),
    EventKind.QUOTA_REACHED: Words(
        "Your plan is at {name} %",
        "Your plan is nearly used up",
        "This much of the pictures that your plan allows is taken. At 100 % uploads are refused.",
        "{name} %",
        "settings/usage",
        "Look at the usage",
    ),
    EventKind.DOMAIN_VERIFIED: Words(
        "{name} is ready",
        "{count} domains are ready",
        "Your pictures are served under this domain from now on.",
        "{name}",
        "settings/domains",
        "Look at your domains",
    ),
    EventKind.DOMAIN_FAILED: Words(
        "{name} could not be verified",
        "{count} domains could not be verified",
        "Your pictures are not served under this domain. The page says what is missing.",
        "{name}",
        "settings/domains",
        "Look at your domains",
    ),
    EventKind.IMPORT_FINISHED: Words(
        "Your import has finished",
        "{count} imports have finished",
        "The page says what was imported, and what was not and why.",
        "",
        "settings/import",
        "Look at the import",
    ),
    EventKind.RESTORE_FINISHED: Words(
        "Your restore has finished",
        "Your restore has finished",
        "The page says what was restored from your backup, and what could not be.",
        "",
        "settings/backup",
        "Look at the restore",
    ),
    EventKind.DELETION_REQUESTED: Words(
        "Your account will be deleted",
        "Your account will be deleted",
        "Somebody who signed in as you has asked for the deletion of your account. In 30 days it and all its pictures are gone for "
        "good. Until then you can sign in and keep it.",
        "",
        "settings/profile",
        "Keep the account",
    ),
    EventKind.API_KEY_CREATED: Words(
        "A new API key was created",
        "{count} API keys were created",
        "Whoever has an API key can use your account as far as the key allows. If it was not you, revoke it now.",
        "{name}",
        "settings/api-keys",
        "Look at the API keys",
    ),
}

_GERMAN = {
    EventKind.IMAGE_REJECTED: Words(
        "Ein Bild wurde abgelehnt",
        "{count} Bilder wurden abgelehnt",
        "Diese Bilder kann niemand sehen: Die Datei war nicht brauchbar, oder die Durchsicht hat sie abgelehnt.",
        "{name}",
        "review",
        "Durchsicht öffnen",
    ),
    EventKind.IMAGE_FLAGGED: Words(
        "Ein Bild ist auffällig",
        "{count} Bilder sind auffällig",
        "Diese Bilder sollte jemand ansehen.",
        "{name}",
        "review",
        "Durchsicht öffnen",
    ),
    EventKind.BACKUP_FAILED: Words(
        "Ihre Sicherung ist seit drei Nächten fehlgeschlagen",
        "Ihre Sicherung ist fehlgeschlagen",
        "Ihre Bibliothek konnte drei Nächte nacheinander nicht in Ihren Bucket kopiert werden. Meist sind die Zugangsdaten "
        "widerrufen, oder der Bucket ist weg.",
        "",
        "settings/backup",
        "Sicherung ansehen",
    ),
    EventKind.QUOTA_REACHED: Words(
        "Ihr Tarif ist zu {name} % ausgeschöpft",
        "Ihr Tarif ist fast ausgeschöpft",
        "So viel von den Bildern, die Ihr Tarif erlaubt, ist belegt. Bei 100 % werden Uploads abgelehnt.",
        "{name} %",
        "settings/usage",
        "Verbrauch ansehen",
    ),
    EventKind.DOMAIN_VERIFIED: Words(
        "{name} ist bereit",
        "{count} Domains sind bereit",
        "Ihre Bilder sind ab jetzt unter dieser Domain zu sehen.",
        "{name}",
        "settings/domains",
        "Domains ansehen",
    ),
    EventKind.DOMAIN_FAILED: Words(
        "{name} konnte nicht bestätigt werden",
        "{count} Domains konnten nicht bestätigt werden",
        "Ihre Bilder sind unter dieser Domain nicht zu sehen. Die Seite sagt, was fehlt.",
        "{name}",
        "settings/domains",
        "Domains ansehen",
    ),
    EventKind.IMPORT_FINISHED: Words(
        "Ihr Import ist fertig",
        "{count} Importe sind fertig",
        "Die Seite sagt, was übernommen wurde, und was nicht und warum.",
        "",
        "settings/import",
        "Import ansehen",
    ),
    EventKind.RESTORE_FINISHED: Words(
        "Ihre Wiederherstellung ist fertig",
        "Ihre Wiederherstellung ist fertig",
        "Die Seite sagt, was aus Ihrer Sicherung wiederhergestellt wurde, und was nicht.",
        "",
        "settings/backup",
        "Wiederherstellung ansehen",
    ),
    EventKind.DELETION_REQUESTED: Words(
        "Ihr Konto wird gelöscht",
        "Ihr Konto wird gelöscht",
        "Jemand, der als Sie angemeldet war, hat die Löschung Ihres Kontos verlangt. In 30 Tagen sind das Konto und alle Bilder "
        "endgültig weg. Bis dahin können Sie sich anmelden und es behalten.",
        "",
        "settings/profile",
        "Konto behalten",
    ),
    EventKind.API_KEY_CREATED: Words(
        "Ein neuer API-Schlüssel wurde angelegt",
        "{count} API-Schlüssel wurden angelegt",
        "Wer einen API-Schlüssel hat, kann Ihr Konto benutzen, so weit der Schlüssel reicht. Wenn Sie das nicht waren, widerrufen "
        "Sie ihn jetzt.",
        "{name}",
        "settings/api-keys",
        "API-Schlüssel ansehen",
    ),
}

WORDS = {PageLanguage.ENGLISH: _ENGLISH, PageLanguage.GERMAN: _GERMAN}
