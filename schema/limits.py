"""Every limit on uploads and requests. The documentation's tables are generated from this file."""

KIB = 1024
MIB = 1024 * KIB

# Uploads
MAX_UPLOAD_BYTES = 50 * MIB
MAX_SIDE_PIXELS = 16_383
"""The longest side of a WebP (RFC 9649: 14 bits), so that every accepted image can be delivered as WebP."""
MAX_PIXELS = 64_000_000
MAX_JPEG_PIXELS = 120_000_000
"""Phones make 108 megapixels. A JPEG is decoded at a fraction of its size, so that it takes less than others of 64."""
MOST_JPEG_PIXELS = 200_000_000
"""What an installation may raise MAX_JPEG_PIXELS to (`max_jpeg_megapixels`): the functions' memory holds no more."""
MAX_FRAMES = 500
MAX_TOTAL_PIXELS = 256_000_000
"""Pixels of all frames of an animation together."""
MAX_JPEG_SCANS = 100
"""A valid progressive JPEG of 210 KB with 883 scans takes 20 s of CPU. A camera or an encoder writes about ten."""
UPLOAD_FORM_SECONDS = 15 * 60
RESERVATION_SECONDS = 60 * 60
"""How long a reservation without bytes keeps its path. The form itself has expired long before."""

# Names
MAX_ALBUM_LENGTH = 63
MAX_FILENAME_LENGTH = 200
MAX_DISPLAY_NAME_LENGTH = 255
MAX_TAG_LENGTH = 50
MAX_TAGS = 30
MAX_TITLE_LENGTH = 200
MAX_DESCRIPTION_LENGTH = 2_000
MAX_ALT_LENGTH = 500
MAX_LICENSE_LENGTH = 100

# Pages
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 100

# Delivery
MAX_INLINE_BYTES = 4_400_000
"""A function URL answers at most 6 MB, and base64 adds a third. Larger variants are stored, and the answer redirects to
them."""
MAX_ANIMATED_PIXELS = 40_000_000
"""All frames of a result together: 160 MB while they wait for the encoder."""
MAX_ANIMATED_LADDER_PIXELS = 64_000_000
"""All frames of all presets together, which are made ahead in one go: docs/decisions/0018-presets-that-move.md."""
VARIANTS_PER_HOUR = 500
"""New variants for one client address in an hour. Stored and cached ones never count."""
VARIANTS_OF_IMAGE_PER_DAY = 200
"""New variants of one image, whoever asks. All that anybody may ask for of an image are about three hundred."""
VARIANTS_OF_OWNER_PER_HOUR = 5_000
"""New variants of one owner's images, whoever asks: about twenty cents."""
ON_DEMAND_DAYS = 90
"""How long S3 keeps a variant that is neither a preset nor signed for."""

# Small and large uploads
MAX_IMAGES_AT_ONCE = 50
MAX_DIRECT_BYTES = 4 * MIB
"""Through the API itself: Lambda accepts 6 MB, and base64 adds a third."""
MULTIPART_BYTES = 16 * MIB
"""From here on a multipart upload is recommended, so that a broken connection costs only one part."""
MIN_MULTIPART_BYTES = 5 * MIB
PART_BYTES = 8 * MIB
"""S3 requires at least 5 MiB for every part except the last."""
REJECTED_DAYS = 30
"""How long a rejected upload is listed with its reason."""
MULTIPART_SECONDS = 24 * 60 * 60
"""How long a multipart upload can be resumed."""
PART_URL_SECONDS = 60 * 60
DOWNLOAD_URL_SECONDS = 60

# Addresses of private images
PRIVATE_URL_SECONDS = 60 * 60
"""The minimum lifetime of addresses in API answers. They change once an hour, so that browsers can cache images."""
MAX_ACCESS_SECONDS = 7 * 24 * 60 * 60
DEFAULT_ACCESS_SECONDS = 60 * 60

# Shared albums and profiles
MAX_SHARES = 100
"""Of an owner, with those that have expired."""
MAX_ALBUM_MEMBERS = 50
"""Of one album, with invitations that nobody has answered."""
MAX_SHARED_WITH_ONE = 200
"""Albums of others that one person has accepted."""
INVITATION_DAYS = 30
"""How long an invitation can be accepted. A handle stays reserved for its last owner for longer."""
INVITATIONS_PER_DAY = 100
"""Of an owner."""
MAX_PROFILE_ALBUMS = 30
"""Of an owner's profile. Each takes a read or two."""
MAX_SHARE_NAME_LENGTH = 100
MIN_SHARE_PASSWORD_LENGTH = 4
MAX_SHARE_PASSWORD_LENGTH = 200
MAX_SHARE_VIEWS = 1_000_000
GALLERY_PAGE_PICTURES = 100
GALLERY_CACHE_SECONDS = 60
"""How long the edge keeps a page that everybody may see."""
GALLERY_PASS_SECONDS = 60 * 60
"""How long whoever has opened an album with a limit of views can turn its pages."""
SHARE_PASSWORD_SECONDS = 12 * 60 * 60
"""How long a browser that has given the password is not asked again."""
GALLERY_PAGES_PER_MINUTE = 120
"""For one network. What the edge answers by itself never counts."""
PASSWORD_ATTEMPTS_PER_HOUR = 10
"""For one network and one shared album."""
SHARE_PASSWORD_ATTEMPTS_PER_HOUR = 200
"""For one shared album, from everywhere."""

# Reports
MAX_REPORT_LENGTH = 2_000
MAX_EMAIL_LENGTH = 254
REPORTS_PER_HOUR = 10
"""From one network."""
ALL_REPORTS_PER_DAY = 500
"""From everywhere, so that a flood fills no table."""

# The bin
BIN_DAYS = 30
ACCOUNT_DELETION_DAYS = 30
"""How long deleted images can be restored. `bin_days` in the deployment's settings changes it."""

# Moved images
REDIRECT_DAYS = 30
"""How long an old path redirects to the new one."""

# Plans, where `plans` in the deployment's settings is on
FREE_IMAGES = 100
STARTER_IMAGES = 1_000
PRO_IMAGES = 25_000
STARTER_RATE_FACTOR = 2
PRO_RATE_FACTOR = 5
"""So many times the requests of an owner, where plans are on."""
READ_KEY_PERCENT = 50
"""Of an owner's requests at once, what keys that only read may take: they end up in pages and scripts of others."""
PLAN_GRACE_PERCENT = 1
"""So many images more than a plan's number are still accepted."""
MAX_REASON_LENGTH = 300
"""Of an operator's reason, which the owner reads."""
SUSPENSION_SECONDS = 30
"""How long a function caches that an owner may change things. A suspension takes effect at most this much later."""

# Requests: full buckets, refilled evenly. 0 in the deployment's settings turns one off.
UPLOADS_PER_HOUR = 100
READS_PER_HOUR = 1_000
WRITES_PER_HOUR = 300
ANONYMOUS_PER_MINUTE = 60
PURGES_PER_DAY = 2_000
"""Changes that the edge has to be told of. Beyond a thousand a month for the whole account, each costs half a cent."""
CLASSIFICATIONS_PER_MONTH = 0
"""Pictures of one owner that models are paid for in 30 days. None by default: what is not looked at is not found."""
IDEMPOTENCY_SECONDS = 24 * 60 * 60
MAX_REQUEST_BYTES = MIB
"""A JSON body, many times the size of the largest valid one."""
MAX_BULK_IDS = 100
MAX_EMBEDDED_WIDTHS = 20
MAX_SIZES_LENGTH = 500
MAX_EXPLAINED_LENGTH = 2_000
MAX_ACCEPT_LENGTH = 500
MAX_SEARCH_LENGTH = 500
MAX_SEARCH_TERMS = 16
"""Words and filters of a search. Each is a read of the index."""
MEANING_PER_HOUR = 200
"""Sentences that a model is paid for."""

# What is recognised in pictures
MAX_LABELS = 10
MAX_LABEL_LENGTH = 50
MAX_CAPTION_LENGTH = 300
ANALYZED_PIXELS = 1536
"""The longest side of the JPEG that models look at."""
REANALYSIS_DAYS = 28
"""How long until the same bytes can be analysed again."""

MAX_CSV_BYTES = 3 * MIB
"""Of the audit log in one answer, and a page more. A function answers 6 MB."""

# API keys
MAX_API_KEYS = 20
KEPT_DEAD_KEYS = 30
"""Revoked and expired keys stay listed until this many newer ones exist."""
MAX_KEY_NAME_LENGTH = 100
MAX_KEY_NETWORKS = 20
KEY_CACHE_SECONDS = 20
"""How long a function caches an API key. A revoked one is refused at most this much later."""

# Keys of other vendors
MAX_VENDOR_SECRET_LENGTH = 512
"""Far more than any vendor's keys have. Hexadecimal digits count as characters."""

# Users
GITHUB_SIGN_IN_MINUTES = 10
"""How long somebody may take at GitHub to sign in."""
GITHUB_CODE_SECONDS = 60
"""How long the user pool may exchange a code of a sign-in with GitHub, once."""
GITHUB_TOKEN_SECONDS = 5 * 60
"""How long the user pool may use the tokens that it gets for the code."""
GITHUB_SIGN_INS_PER_MINUTE = 20
"""For one network."""
MIN_HANDLE_LENGTH = 3
MAX_HANDLE_LENGTH = 30
RELEASED_HANDLE_DAYS = 90
"""How long a handle that was given up stays reserved for its last owner, whose addresses others have."""
MAX_BIO_LENGTH = 500
MAX_SAVED_PRESETS = 50
MAX_PRESET_NAME_LENGTH = 40
MAX_URL_LENGTH = 500

MAX_FETCHED_ADDRESS_LENGTH = 2000
"""Of an address that is fetched."""

MAX_IMPORT_ADDRESSES = 1_000
"""That one import names itself."""
MAX_IMPORT_PICTURES = 20_000
"""That one import takes from a source. What is beyond is for the next, which skips what is there."""
MAX_RUNNING_IMPORTS = 3
"""Of one owner at once."""
IMPORT_ATTEMPTS = 3
"""At one picture whose source fails."""
IMPORT_CLAIMS = 4
"""Runs that may begin to work on a picture. Then it has ended them all, and is given up: before the queue gives up the import."""
IMPORT_DAYS = 30
"""How long an import and what became of its pictures is kept."""

MAX_EXPORT_PART_MB = 2_000
"""Of pictures in one ZIP file of an export: less than 2 GiB, which every program and file system takes."""
LEAST_EXPORT_PART_MB = 100
EXPORT_PART_FILES = 1_000
"""Pictures in one ZIP file."""
EXPORT_HOURS = 24
"""Between the beginnings of two exports of one owner."""
EXPORT_DAYS = 7
"""How long the files of an export are kept when it is done."""
EXPORT_LISTED_DAYS = 30
"""How long it is listed."""
EXPORT_URL_SECONDS = 15 * 60
"""How long the address of a file works. A download that has begun goes on."""

MAX_BUCKET_PREFIX_LENGTH = 200
"""Of what stands before the keys of a backup."""

MIN_RECOVERY_KEY_LENGTH = 16
MAX_RECOVERY_KEY_LENGTH = 256
"""Of a key that an owner chooses for an encrypted backup."""
BACKUP_RUNS_SHOWN = 10
"""The latest."""
RESTORE_FAILURES_SHOWN = 100
"""The first of what could not be restored."""
BAD_BACKUP_NIGHTS = 3
"""In a row: then a backup counts as overdue."""

# Custom domains
MAX_HOSTNAME_INPUT = 300
"""What is looked at. DNS itself allows 253 characters, and an address that was pasted whole gets a better answer."""
MAX_DOMAINS = 5
"""Of an owner, where plans are off."""
FREE_DOMAINS = 0
STARTER_DOMAINS = 1
PRO_DOMAINS = 5
DOMAIN_HOURS = 72
"""How long a domain may take until it is ready."""

# Webhooks
FREE_WEBHOOKS = 3
STARTER_WEBHOOKS = 10
PRO_WEBHOOKS = 20
"""Where plans are off, everybody may have this many."""
MAX_WEBHOOK_DESCRIPTION_LENGTH = 200
DELIVERY_LOG_DAYS = 30
WEBHOOK_OVERLAP_SECONDS = 24 * 60 * 60
"""How long requests are also signed with the secret before a new one."""
WEBHOOK_FAILING_DAYS = 3
"""An endpoint that nothing has reached for so long is disabled."""
MAX_WEBHOOK_ANSWER_BYTES = 1024
"""Of an endpoint's answer, kept in the log."""

# Notices by e-mail
NOTICES_SHOWN = 20
"""Of what one letter tells, in detail; of the rest it says how many they are."""
NOTICE_DAYS = 14
"""How long it is known that an event was told, which is longer than a queue keeps a message."""

# Analytics
ANALYTICS_PER_MINUTE = 100
HOURS_KEPT_DAYS = 90
"""How long what was counted for single hours is kept. Days and months stay."""
MAX_POINTS = 1_000
"""Of one time series."""

# Operators
OWNERS_PAGE = 20
MAX_OWNERS_PAGE = 60
"""As many as Cognito lists at once."""
MAX_DEAD_LETTERS = 100
"""Of one queue, in a list or by their ids."""
MAX_FAILURES = 50
"""The latest errors of all functions, in one list."""
MAX_SEARCHED_LENGTH = 200
"""Of what owners are searched by."""
