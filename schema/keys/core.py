"""Keys of the core table.

Every key starts with the owner, which comes from the caller's identity. The only exceptions are pointers from a public
id (image, login, handle, API key) to its owner.
"""

from datetime import datetime

from schema.addresses.image_path import ImagePath
from schema.keys import Key

BY_ALBUM_OR_BIN = "by-album-or-bin"
"""Index 1, on g1pk and g1sk: an album's images newest first; an owner's bin, last deleted first."""


LIVE, BIN, RECOGNISED = "I#", "D#", "IA#"
"""How the sort keys of the rows about an image begin: live, in the bin, and what was recognised in it."""
ABOUT_IMAGES = (LIVE, BIN, RECOGNISED)
ALBUM, ALBUM_PROGRESS = "A#", "AR#"
"""How the sort keys begin of albums, and of how far an album's images are indexed anew."""
TAG, USER = "T#", "#U"
"""How a tag's sort key begins, and the one of the user."""
TO_REVIEW, REVIEWED_AWAY = "RV#", "RX#"
"""How the sort keys of the review's rows begin: by time, what waits for a person, and what was rejected."""


def owner_partition(owner: str) -> str:
    return f"O#{owner}"


def owner_of_partition(partition: str) -> str:
    return partition.removeprefix("O#")


def image_key(owner: str, image_id: str) -> Key:
    """A live image. The partition's range of I# contains an owner's images by time."""
    return {"pk": owner_partition(owner), "sk": f"{LIVE}{image_id}"}


def ai_key(owner: str, image_id: str) -> Key:
    """What was recognised in an image, live or in the bin."""
    return {"pk": owner_partition(owner), "sk": f"{RECOGNISED}{image_id}"}


def review_key(owner: str, image_id: str) -> Key:
    """An image that a person should look at: held, or flagged."""
    return {"pk": owner_partition(owner), "sk": f"{TO_REVIEW}{image_id}"}


def rejected_key(owner: str, image_id: str) -> Key:
    """An image that a person has rejected."""
    return {"pk": owner_partition(owner), "sk": f"{REVIEWED_AWAY}{image_id}"}


def bin_key(owner: str, image_id: str) -> Key:
    """A deleted image. It is moved, not marked, so a read of live images can never return it."""
    return {"pk": owner_partition(owner), "sk": f"{BIN}{image_id}"}


def path_key(image_path: ImagePath) -> Key:
    """The claim that makes (owner, album, filename) unique, and leads from a CDN path to its image."""
    return {"pk": owner_partition(image_path.owner), "sk": f"{path_prefix(image_path.album)}{image_path.filename}"}


def path_prefix(album: str) -> str:
    """All path claims of an album."""
    return f"P#{album}#"


def id_key(image_id: str) -> Key:
    """Leads from an image's id to its owner, for /i/{id}."""
    return {"pk": f"IM#{image_id}", "sk": "#"}


def tag_key(owner: str, tag: str, image_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{tag_prefix(tag)}{image_id}"}


def tag_prefix(tag: str) -> str:
    """All live images with a tag, by time."""
    return f"TI#{tag}#"


TAG_COUNT_SHARDS = 64
"""Rows that share a tag's count, so that images which get the same tag at once seldom meet in one."""


def tag_count_key(owner: str, tag: str, created_at: datetime) -> Key:
    """The part of the tag's count that an image belongs to, by the millisecond of its reservation, which stays."""
    shard = created_at.microsecond // 1000 % TAG_COUNT_SHARDS
    return {"pk": owner_partition(owner), "sk": f"{tag_count_prefix(tag)}{shard:02}"}


def tag_count_prefix(tag: str) -> str:
    """All parts of a tag's count."""
    return f"TC#{tag}#"


USAGE = "UC#"
"""How the sort keys of an owner's usage begin."""
USAGE_SHARDS = 32
"""Rows that share an owner's usage, so that images which change at once seldom meet in one."""


def usage_key(owner: str, created_at: datetime) -> Key:
    """The part of the owner's usage that counts an image, by the millisecond of its reservation, which stays."""
    shard = created_at.microsecond // 1000 % USAGE_SHARDS
    return {"pk": owner_partition(owner), "sk": f"{USAGE}{shard:02}"}


def sentences_key(owner: str, month: str) -> Key:
    """What the owner's searches by meaning have used in a month."""
    return {"pk": owner_partition(owner), "sk": f"MS#{month}"}


QUOTA, BACKUP_RUN = "#QUOTA", "#BACKUPRUN"


def quota_key(owner: str) -> Key:
    """How much of the owner's plan is taken, where plans are on."""
    return {"pk": owner_partition(owner), "sk": QUOTA}


CONTENT = "C#"
"""How the sort keys of rows by content begin."""


def content_key(owner: str, sha256: str, image_id: str) -> Key:
    """An image with these bytes, live or in the bin. Removed with the image's permanent deletion."""
    return {"pk": owner_partition(owner), "sk": f"{content_prefix(sha256)}{image_id}"}


def content_prefix(sha256: str) -> str:
    """All of an owner's images with the same bytes, by time."""
    return f"{CONTENT}{sha256}#"


SOURCES = "SO#"
"""How the sort keys of rows begin that lead from where a picture was before to its image."""


def source_key(owner: str, digest: str, image_id: str) -> Key:
    """An image that was imported from an address, as the address's SHA-256. Removed with the image."""
    return {"pk": owner_partition(owner), "sk": f"{source_prefix(digest)}{image_id}"}


def source_prefix(digest: str) -> str:
    """All of an owner's images from the same address, by time."""
    return f"{SOURCES}{digest}#"


ANALYSES = "CA#"
"""How the sort keys of rows begin that hold what models said of contents."""


def analysis_key(owner: str, sha256: str, part: str) -> Key:
    """What a model said of these bytes, or who is asking it. Removed with the last image that has them."""
    return {"pk": owner_partition(owner), "sk": f"{ANALYSES}{sha256}#{part}"}


def reanalysis_key(owner: str, sha256: str) -> Key:
    """When the owner last had these bytes analysed again."""
    return analysis_key(owner, sha256, "again")


def album_key(owner: str, album: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{ALBUM}{album}"}


def album_progress_key(owner: str, album: str) -> Key:
    """How far the images of an album are indexed anew, after its title has changed."""
    return {"pk": owner_partition(owner), "sk": f"{ALBUM_PROGRESS}{album}"}


def album_listing(owner: str, album: str, image_id: str) -> Key:
    """Index 1: an album's images, by time."""
    return {"g1pk": f"O#{owner}#A#{album}", "g1sk": image_id}


def bin_listing(owner: str, deleted_at: str, image_id: str) -> Key:
    """Index 1: an owner's bin, by the time of deletion."""
    return {"g1pk": f"O#{owner}#BIN", "g1sk": f"{deleted_at}#{image_id}"}


def bin_key_of_owner(owner: str) -> Key:
    """The owner's request to empty the bin, until that is done."""
    return {"pk": owner_partition(owner), "sk": "#BIN"}


def tag_record_key(owner: str, tag: str) -> Key:
    """A tag's record. Its images are the range of `tag_prefix`."""
    return {"pk": owner_partition(owner), "sk": f"{TAG}{tag}"}


def user_key(owner: str) -> Key:
    """The user of an owner: profile, settings, the ids of the live API keys."""
    return {"pk": owner_partition(owner), "sk": USER}


def identity_key(issuer_and_subject: str) -> Key:
    """Leads from a login, as its HMAC, to the owner."""
    return {"pk": f"ID#{issuer_and_subject}", "sk": "#"}


def handle_key(handle: str) -> Key:
    """The claim that makes a handle unique, and leads to its owner."""
    return {"pk": f"H#{handle}", "sk": "#"}


API_KEY = "K#"
"""How the sort keys of an owner's API keys begin."""


def api_key_key(owner: str, key_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{API_KEY}{key_id}"}


def api_key_pointer(key_id: str) -> Key:
    """Leads from an API key's id to its owner."""
    return {"pk": f"K#{key_id}", "sk": "#"}


SHARE = "SH#"
"""How the sort keys of shared albums begin."""


def share_key(owner: str, share_id: str) -> Key:
    return {"pk": owner_partition(owner), "sk": f"{SHARE}{share_id}"}


def share_pointer(token_hash: str) -> Key:
    """Leads from the hash of a shared album's token to its owner and id."""
    return {"pk": f"SH#{token_hash}", "sk": "#"}


def share_ids_key(owner: str) -> Key:
    """The ids of an owner's shared albums, which say how many there are."""
    return {"pk": owner_partition(owner), "sk": "#SHARES"}


def report_key(report_id: str, *, is_open: bool) -> Key:
    """A report of what should not be shown. Few come, so they need no more than a partition."""
    return {"pk": "REPORTS#open" if is_open else "REPORTS#decided", "sk": report_id}


def vendor_key_key(owner: str, vendor: str) -> Key:
    """The key that checks another vendor's signatures."""
    return {"pk": owner_partition(owner), "sk": f"VK#{vendor}"}


DOMAINS = "DO#"
"""How the sort keys of an owner's custom domains begin."""


def domain_key(owner: str, host: str) -> Key:
    """An owner's custom domain, proven or not."""
    return {"pk": owner_partition(owner), "sk": f"{DOMAINS}{host}"}


def domain_count_key(owner: str) -> Key:
    """How many custom domains the owner has."""
    return {"pk": owner_partition(owner), "sk": "#DOMAINS"}


def host_key(host: str) -> Key:
    """The claim that makes a proven host unique, and leads to its owner."""
    return {"pk": f"HO#{host}", "sk": "#"}


def subscriptions_key(owner: str) -> Key:
    """Who wants to be told of what happens in the owner's library."""
    return {"pk": owner_partition(owner), "sk": "#EVENTS"}


WEBHOOK = "WH#"
"""How the sort keys of endpoints begin."""


def webhook_key(owner: str, webhook_id: str) -> Key:
    """An endpoint that events are sent to, with its sealed secrets."""
    return {"pk": owner_partition(owner), "sk": f"{WEBHOOK}{webhook_id}"}


def webhook_revision_key(owner: str) -> Key:
    """Counts changes of the owner's endpoints, so that none is made beside another."""
    return {"pk": owner_partition(owner), "sk": "#WEBHOOKS"}
