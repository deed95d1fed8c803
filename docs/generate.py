"""`python -m docs.generate` writes two pages, so that they always match the code: docs/limits.md from the contract, and
docs/dialects.md from the rules that translate other vendors' addresses."""

import textwrap
from pathlib import Path

from docs.dialects import DIALECTS_PAGE, dialects_page
from schema import limits
from schema.addresses.formats import CONTENT_TYPES_BY_EXTENSION
from schema.addresses.names import FILENAME_PATTERN, SLUG_PATTERN, TAG_PATTERN
from schema.addresses.presets import PRESETS, Fit, Preset
from schema.identity.handles import RESERVED_HANDLES

LIMITS_PAGE = Path(__file__).parent / "limits.md"

MEANINGS = {
    "MAX_UPLOAD_BYTES": ("An upload", "bytes", "the form answers `EntityTooLarge`; rejected as `too_large`"),
    "MAX_SIDE_PIXELS": ("A side of an image", "pixels", "rejected as `side_too_long`"),
    "MAX_PIXELS": ("Width times height", "pixels", "rejected as `too_many_pixels`"),
    "MOST_JPEG_PIXELS": ("The same, where `-c max_jpeg_megapixels=` raises it", "pixels", "synthesis fails"),
    "MAX_JPEG_PIXELS": ("Width times height of a JPEG", "pixels", "rejected as `too_many_pixels`"),
    "MAX_FRAMES": ("Frames of an animation", "", "rejected as `too_many_frames`"),
    "MAX_TOTAL_PIXELS": ("Pixels of all frames together", "pixels", "rejected as `too_many_pixels`"),
    "MAX_JPEG_SCANS": ("Scans of a progressive JPEG", "", "rejected as `too_many_scans`"),
    "UPLOAD_FORM_SECONDS": ("An upload form is valid for", "seconds", "the form answers `AccessDenied`"),
    "RESERVATION_SECONDS": (
        "A path stays reserved without an upload for",
        "seconds",
        "another image may take it; late bytes are rejected as `expired`",
    ),
    "MAX_ALBUM_LENGTH": ("An album's name in paths", "characters", "`VALIDATION_ERROR`"),
    "MAX_FILENAME_LENGTH": ("A filename in paths", "characters", "shortened"),
    "MAX_DISPLAY_NAME_LENGTH": ("A filename as entered", "characters", "`VALIDATION_ERROR`"),
    "MAX_TAG_LENGTH": ("A tag", "characters", "`VALIDATION_ERROR`"),
    "MAX_SAVED_PRESETS": ("Named presets of an owner", "", "`VALIDATION_ERROR`"),
    "MAX_PRESET_NAME_LENGTH": ("The name of such a preset", "characters", "`VALIDATION_ERROR`"),
    "MAX_TAGS": ("Tags of an image", "", "`VALIDATION_ERROR`"),
    "MAX_TITLE_LENGTH": ("The title of an album or an image", "characters", "`VALIDATION_ERROR`"),
    "MAX_DESCRIPTION_LENGTH": ("The description of an album or an image", "characters", "`VALIDATION_ERROR`"),
    "MAX_ALT_LENGTH": ("An image's alternative text", "characters", "`VALIDATION_ERROR`"),
    "MAX_LICENSE_LENGTH": ("An image's licence", "characters", "`VALIDATION_ERROR`"),
    "DEFAULT_PAGE_SIZE": ("A page of a list, without `limit`", "", ""),
    "MAX_PAGE_SIZE": ("A page of a list", "", "`VALIDATION_ERROR`"),
    "MAX_INLINE_BYTES": ("A variant made on demand, in a direct answer", "bytes", "stored; the answer redirects to it"),
    "MAX_ANIMATED_PIXELS": ("Pixels of all frames of an animated variant", "pixels", "the variant is a still"),
    "MAX_ANIMATED_LADDER_PIXELS": (
        "Pixels of all frames of all presets of an animation",
        "pixels",
        "an animation's presets are stills",
    ),
    "VARIANTS_PER_HOUR": ("Variants made on demand for one client address in an hour", "", "`RATE_LIMIT_EXCEEDED`"),
    "VARIANTS_OF_IMAGE_PER_DAY": ("Variants made on demand of one image in a day", "", "`RATE_LIMIT_EXCEEDED`"),
    "VARIANTS_OF_OWNER_PER_HOUR": (
        "Variants made on demand of one owner's images in an hour",
        "",
        "`RATE_LIMIT_EXCEEDED`",
    ),
    "ON_DEMAND_DAYS": (
        "A variant that is neither a preset nor signed for is kept for",
        "days",
        "it is made again when it is asked for again",
    ),
    "MAX_IMAGES_AT_ONCE": ("Images reserved with one request", "", "`VALIDATION_ERROR`"),
    "MAX_DIRECT_BYTES": ("An upload through the API itself", "bytes", "`PAYLOAD_TOO_LARGE`"),
    "MULTIPART_BYTES": ("Recommended size of an upload in one piece", "bytes", "send it in parts"),
    "MIN_MULTIPART_BYTES": ("An upload in parts, at least", "bytes", "`VALIDATION_ERROR`"),
    "PART_BYTES": ("A part of an upload", "bytes", "`VALIDATION_ERROR`"),
    "MAX_SHARES": ("Links to albums of an owner", "", "`LIMIT_REACHED`"),
    "MAX_ALBUM_MEMBERS": ("Members of an album, with open invitations", "", "`LIMIT_REACHED`"),
    "MAX_SHARED_WITH_ONE": ("Albums of others that one person has accepted", "", "`LIMIT_REACHED`"),
    "INVITATION_DAYS": ("An invitation to an album can be accepted for", "days", "`NOT_FOUND`"),
    "INVITATIONS_PER_DAY": ("Invitations by one owner in a day", "", "`RATE_LIMIT_EXCEEDED`"),
    "MAX_PROFILE_ALBUMS": ("Albums of a profile", "", "`VALIDATION_ERROR`"),
    "MAX_SHARE_NAME_LENGTH": ("The name of a link", "characters", "`VALIDATION_ERROR`"),
    "MIN_SHARE_PASSWORD_LENGTH": ("A link's password, at least", "characters", "`VALIDATION_ERROR`"),
    "MAX_SHARE_PASSWORD_LENGTH": ("A link's password", "characters", "`VALIDATION_ERROR`"),
    "MAX_SHARE_VIEWS": ("The limit of a link's views", "", "`VALIDATION_ERROR`"),
    "GALLERY_PAGE_PICTURES": ("Pictures on one page of a shared album", "", "they are on further pages"),
    "GALLERY_CACHE_SECONDS": ("The edge keeps a page without password and limit for", "seconds", ""),
    "GALLERY_PASS_SECONDS": ("A page after the first of an album with a limit of views opens for", "seconds", "410"),
    "SHARE_PASSWORD_SECONDS": ("A browser that gave the password is let in for", "seconds", "it is asked again"),
    "GALLERY_PAGES_PER_MINUTE": ("Pages of shared albums and profiles for one network in a minute", "", "429"),
    "PASSWORD_ATTEMPTS_PER_HOUR": ("Passwords tried in an hour, from one network for one link", "", "429"),
    "SHARE_PASSWORD_ATTEMPTS_PER_HOUR": ("Passwords tried in an hour for one link", "", "429"),
    "MAX_REPORT_LENGTH": ("The explanation of a report", "characters", "the form says so"),
    "MAX_EMAIL_LENGTH": ("The address for questions about a report", "characters", "the form says so"),
    "REPORTS_PER_HOUR": ("Reports in an hour, from one network", "", "429"),
    "ALL_REPORTS_PER_DAY": ("Reports in a day, from everywhere", "", "429"),
    "BIN_DAYS": ("A deleted image stays in the bin for", "days", "it is gone for good"),
    "REJECTED_DAYS": ("A rejected upload stays listed with its reason for", "days", "its record is removed"),
    "MULTIPART_SECONDS": ("An upload in parts can be resumed for", "seconds", "start again"),
    "PART_URL_SECONDS": ("A part's address is valid for", "seconds", "ask for another"),
    "DOWNLOAD_URL_SECONDS": ("A download's address is valid for", "seconds", "ask for another"),
    "PRIVATE_URL_SECONDS": ("A private image's address in API answers is valid for at least", "seconds", "403"),
    "MAX_ACCESS_SECONDS": ("A private image's address, requested with a `ttl`", "seconds", "`VALIDATION_ERROR`"),
    "DEFAULT_ACCESS_SECONDS": ("A private image's address, requested without a `ttl`", "seconds", "403"),
    "ACCOUNT_DELETION_DAYS": ("The deletion of an account can be taken back for", "days", "`GONE`"),
    "REDIRECT_DAYS": ("An old path redirects to the new one for", "days", "`NOT_FOUND`"),
    "FREE_IMAGES": ("Images of the plan `free`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "STARTER_IMAGES": ("Images of the plan `starter`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "PRO_IMAGES": ("Images of the plan `pro`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "STARTER_RATE_FACTOR": ("Requests of the plan `starter`, where plans are on", "times those below", ""),
    "PRO_RATE_FACTOR": ("Requests of the plan `pro`, where plans are on", "times those below", ""),
    "READ_KEY_PERCENT": (
        "Of an owner's requests at once, those of keys with the scope `read`",
        "percent",
        "`RATE_LIMIT_EXCEEDED`",
    ),
    "PLAN_GRACE_PERCENT": ("Images above a plan's number that are still accepted", "percent", "`QUOTA_EXCEEDED`"),
    "MAX_REASON_LENGTH": ("An operator's reason for a suspension", "characters", "`VALIDATION_ERROR`"),
    "OWNERS_PAGE": ("A page of owners for operators, without `limit`", "", ""),
    "MAX_OWNERS_PAGE": ("A page of owners for operators", "", "`VALIDATION_ERROR`"),
    "MAX_DEAD_LETTERS": ("Dead letters of one queue that operators are shown at once", "", ""),
    "MAX_FAILURES": ("Errors of functions that operators are shown at once", "", ""),
    "MAX_SEARCHED_LENGTH": ("What operators search owners by", "characters", "`VALIDATION_ERROR`"),
    "SUSPENSION_SECONDS": ("A suspension takes effect within", "seconds", "`ACCOUNT_SUSPENDED`"),
    "UPLOADS_PER_HOUR": ("Images reserved by one owner in an hour", "", "`RATE_LIMIT_EXCEEDED`"),
    "READS_PER_HOUR": ("API reads by one owner in an hour", "", "`RATE_LIMIT_EXCEEDED`"),
    "WRITES_PER_HOUR": ("Other changes by one owner in an hour", "", "`RATE_LIMIT_EXCEEDED`"),
    "PURGES_PER_DAY": (
        "Changes by one owner in a day that take something from viewers or give it back",
        "",
        "`RATE_LIMIT_EXCEEDED`, before anything is changed",
    ),
    "CLASSIFICATIONS_PER_MONTH": (
        "Pictures of one owner that models look at in 30 days; 0 is no limit",
        "",
        "they are not looked at; a new analysis is refused as `RATE_LIMIT_EXCEEDED`",
    ),
    "ANONYMOUS_PER_MINUTE": ("Anonymous requests from one client address in a minute", "", "`RATE_LIMIT_EXCEEDED`"),
    "ANALYTICS_PER_MINUTE": (
        "Questions about analytics and costs by one owner in a minute",
        "",
        "`RATE_LIMIT_EXCEEDED`",
    ),
    "MEANING_PER_HOUR": ("Searches by meaning of one owner in an hour", "", "`RATE_LIMIT_EXCEEDED`"),
    "HOURS_KEPT_DAYS": ("Analytics of single hours are kept for", "days", "ask for days"),
    "MAX_POINTS": ("Points of one time series", "", "`VALIDATION_ERROR`"),
    "IDEMPOTENCY_SECONDS": ("An `Idempotency-Key` is remembered for", "seconds", "the request runs again"),
    "MAX_REQUEST_BYTES": ("A request's JSON body", "bytes", "`PAYLOAD_TOO_LARGE`"),
    "MAX_BULK_IDS": ("Images of one bulk action", "", "`VALIDATION_ERROR`"),
    "MAX_EMBEDDED_WIDTHS": ("Widths in embed markup", "", "`VALIDATION_ERROR`"),
    "MAX_SIZES_LENGTH": ("`sizes` in embed markup", "characters", "`VALIDATION_ERROR`"),
    "MAX_EXPLAINED_LENGTH": ("An address to explain", "characters", "`VALIDATION_ERROR`"),
    "MAX_ACCEPT_LENGTH": ("The `Accept` value of an explanation", "characters", "`VALIDATION_ERROR`"),
    "MAX_SEARCH_LENGTH": ("A search", "characters", "`VALIDATION_ERROR`"),
    "MAX_SEARCH_TERMS": ("Words and filters of a search", "", "`VALIDATION_ERROR`"),
    "MAX_LABELS": ("Labels of an image", "", "a model's: the surest; an owner's: `VALIDATION_ERROR`"),
    "MAX_LABEL_LENGTH": ("A label that an owner gives", "characters", "`VALIDATION_ERROR`"),
    "MAX_CAPTION_LENGTH": ("A model's caption", "characters", "cut at a word"),
    "ANALYZED_PIXELS": ("The longest side of the JPEG that models look at", "pixels", "made smaller"),
    "REANALYSIS_DAYS": ("Until the same bytes can be analysed again", "days", "`RATE_LIMIT_EXCEEDED`"),
    "MAX_CSV_BYTES": ("The audit log as CSV in one answer, about", "bytes", "`X-Next-Cursor` leads to the rest"),
    "MAX_API_KEYS": ("API keys of one owner at once", "", "`LIMIT_REACHED`"),
    "KEPT_DEAD_KEYS": ("Revoked and expired API keys in lists", "", "the oldest are removed"),
    "MAX_KEY_NAME_LENGTH": ("An API key's name", "characters", "`VALIDATION_ERROR`"),
    "MAX_KEY_NETWORKS": ("Networks an API key may be used from", "", "`VALIDATION_ERROR`"),
    "KEY_CACHE_SECONDS": ("A revoked API key is still accepted for", "seconds", "`UNAUTHORIZED`"),
    "MAX_VENDOR_SECRET_LENGTH": ("Another vendor's key or salt", "characters", "`VALIDATION_ERROR`"),
    "MIN_HANDLE_LENGTH": ("A handle, at least", "characters", "`VALIDATION_ERROR`"),
    "MAX_HANDLE_LENGTH": ("A handle", "characters", "`VALIDATION_ERROR`"),
    "RELEASED_HANDLE_DAYS": (
        "A handle that was given up stays reserved for its last owner for",
        "days",
        "`HANDLE_TAKEN`",
    ),
    "MAX_BIO_LENGTH": ("A profile's biography", "characters", "`VALIDATION_ERROR`"),
    "MAX_FETCHED_ADDRESS_LENGTH": ("An address that is fetched", "characters", "`VALIDATION_ERROR`"),
    "MAX_IMPORT_ADDRESSES": ("Addresses that one import names", "addresses", "`VALIDATION_ERROR`"),
    "MAX_IMPORT_PICTURES": ("Pictures that one import takes from a source", "pictures", "the import's `problem`"),
    "MAX_RUNNING_IMPORTS": ("Imports of one owner at once", "imports", "`LIMIT_REACHED`"),
    "IMPORT_ATTEMPTS": ("Attempts at a picture whose source fails", "attempts", "`SOURCE_FAILED` of the picture"),
    "IMPORT_CLAIMS": ("Runs that a picture may end unexpectedly", "runs", "`INTERNAL_ERROR` of the picture"),
    "MAX_EXPORT_PART_MB": ("Megabytes of pictures in one ZIP file of an export", "MB", "a further file"),
    "LEAST_EXPORT_PART_MB": ("The least that an export may be told instead", "MB", "`VALIDATION_ERROR`"),
    "EXPORT_PART_FILES": ("Pictures in one ZIP file of an export", "pictures", "a further file"),
    "EXPORT_HOURS": ("Between the beginnings of two exports of an owner", "hours", "`RATE_LIMIT_EXCEEDED`"),
    "EXPORT_DAYS": ("How long the files of an export are kept", "days", "it is `expired`"),
    "EXPORT_LISTED_DAYS": ("How long an export is listed", "days", "404"),
    "EXPORT_URL_SECONDS": (
        "How long the address of a file of an export works",
        "seconds",
        "403; ask for another address",
    ),
    "IMPORT_DAYS": ("How long an import and its pictures are listed", "days", "404"),
    "MAX_BUCKET_PREFIX_LENGTH": ("The prefix of a backup's keys", "characters", "`VALIDATION_ERROR`"),
    "MIN_RECOVERY_KEY_LENGTH": ("A recovery key that an owner sets, at least", "characters", "`VALIDATION_ERROR`"),
    "MAX_RECOVERY_KEY_LENGTH": ("A recovery key that an owner sets, at most", "characters", "`VALIDATION_ERROR`"),
    "BACKUP_RUNS_SHOWN": ("Runs that the status of a backup shows", "runs", "the latest of them"),
    "RESTORE_FAILURES_SHOWN": ("What could not be restored, as its status names it", "", "the first of it"),
    "BAD_BACKUP_NIGHTS": ("Bad nights in a row before a backup is overdue", "nights", "`is_overdue` in its status"),
    "MAX_HOSTNAME_INPUT": ("The host name of a custom domain, as it is sent", "characters", "`VALIDATION_ERROR`"),
    "MAX_DOMAINS": ("Custom domains of an owner, where plans are off", "", "`LIMIT_REACHED`"),
    "FREE_DOMAINS": ("Custom domains of the plan `free`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "STARTER_DOMAINS": ("Custom domains of the plan `starter`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "PRO_DOMAINS": ("Custom domains of the plan `pro`, where plans are on", "", "`QUOTA_EXCEEDED`"),
    "DOMAIN_HOURS": ("Until a custom domain must be ready", "hours", "its status is `failed`"),
    "FREE_WEBHOOKS": ("Webhooks of the plan `free`, where plans are on", "", "`LIMIT_REACHED`"),
    "STARTER_WEBHOOKS": ("Webhooks of the plan `starter`, where plans are on", "", "`LIMIT_REACHED`"),
    "PRO_WEBHOOKS": ("Webhooks of the plan `pro`, and where plans are off", "", "`LIMIT_REACHED`"),
    "NOTICES_SHOWN": ("Things that a notice by e-mail lists", "things", "the rest is counted"),
    "NOTICE_DAYS": ("An event is told by e-mail at most", "days later", "it is told no more"),
    "MAX_WEBHOOK_DESCRIPTION_LENGTH": ("A webhook's description", "characters", "`VALIDATION_ERROR`"),
    "DELIVERY_LOG_DAYS": ("A webhook's deliveries are listed for", "days", "they are forgotten"),
    "WEBHOOK_OVERLAP_SECONDS": ("After a rotation, requests are also signed with the old secret for", "seconds", ""),
    "WEBHOOK_FAILING_DAYS": ("A webhook that nothing reaches stays enabled for", "days", "it is disabled"),
    "MAX_WEBHOOK_ANSWER_BYTES": ("A webhook's answer in the log", "bytes", "cut"),
    "GITHUB_SIGN_IN_MINUTES": ("A sign-in with GitHub, from our page and back", "minutes", "it begins again"),
    "GITHUB_CODE_SECONDS": ("The code of a sign-in with GitHub, for the user pool, once", "seconds", "it begins again"),
    "GITHUB_TOKEN_SECONDS": ("The tokens that the user pool gets for that code", "seconds", ""),
    "GITHUB_SIGN_INS_PER_MINUTE": ("Sign-ins with GitHub begun in a minute, from one network", "", "429"),
    "MAX_URL_LENGTH": ("A profile's and a webhook's addresses", "characters", "`VALIDATION_ERROR`"),
}
"""For each limit: what it applies to, its unit, and what happens beyond it."""

UNITS_OF_LIMITS = frozenset({"KIB", "MIB"})
FITS = {Fit.SCALE_DOWN: "the whole image, at most this wide", Fit.COVER: "cropped around the centre"}


def limits_page() -> str:
    return "\n".join(
        [
            "# Limits, types and variants",
            "",
            "Look up a limit, an accepted file type, a preset or a naming rule here. `make docs` generates this page from `schema/`, "
            "and a test compares the two.",
            "",
            "## Limits",
            "",
            *_table(("what", "at most", "beyond it"), [_limit(name) for name in _names()]),
            "",
            "## Accepted file types",
            "",
            *_table(
                ("extension", "type"), [(f"`.{one}`", f"`{two}`") for one, two in CONTENT_TYPES_BY_EXTENSION.items()]
            ),
            "",
            "## Variants",
            "",
            "Presets never enlarge an image. A variant of a smaller image keeps the image's size.",
            "",
            *_table(("variant", "pixels", "how"), [_variant(preset) for preset in PRESETS.values()]),
            "",
            "## Names in paths",
            "",
            *_table(
                ("part", "pattern"),
                [("album", f"`{SLUG_PATTERN}`"), ("filename", f"`{FILENAME_PATTERN}`"), ("tag", f"`{TAG_PATTERN}`")],
            ),
            "",
            "## Reserved handles",
            "",
            "Nobody can have these words as a handle, also with dashes and underscores in other places. The form of an owner's "
            "id is reserved, too.",
            "",
            *textwrap.wrap(", ".join(f"`{word}`" for word in sorted(RESERVED_HANDLES)), 120, break_on_hyphens=False),
            "",
        ]
    )


def _names() -> list[str]:
    return [name for name in vars(limits) if name.isupper() and name not in UNITS_OF_LIMITS]


def _limit(name: str) -> tuple[str, ...]:
    what, unit, beyond = MEANINGS[name]
    return what, _amount(getattr(limits, name), unit), beyond


def _amount(value: int, unit: str) -> str:
    if unit == "bytes" and value % limits.MIB == 0:
        return f"{value // limits.MIB} MiB"
    if unit == "seconds":
        return _duration(value)
    return f"{value:,} {unit}".rstrip()


def _duration(seconds: int) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}{'' if seconds == length else 's'}"
    return f"{seconds} seconds"


def _variant(preset: Preset) -> tuple[str, ...]:
    size = f"{preset.width} wide" if preset.height is None else f"{preset.width} x {preset.height}"
    return f"`{preset.name}`", size, FITS[preset.fit]


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (heads, tuple("---" for _ in heads), *rows)]


if __name__ == "__main__":
    LIMITS_PAGE.write_text(limits_page())
    DIALECTS_PAGE.write_text(dialects_page())
