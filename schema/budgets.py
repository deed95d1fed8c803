"""Every time budget of the system: how long a function may run, wait, hold a lease or stay quiet.

The stacks and the domain read the same values. Which of them has to be longer than which is tested in
tests/unit/test_budgets.py. What users are promised (how long a form or an address is good for) is in schema/limits.py.
"""

from datetime import timedelta
from typing import NamedTuple


class Batches(NamedTuple):
    """How many messages a consumer is given at once, and how long they are collected for that."""

    size: int
    window: timedelta


# AWS's own limits
API_GATEWAY_LONGEST = timedelta(seconds=30)
"""An HTTP API ends every request then."""
SQS_LONGEST_DELAY = timedelta(minutes=15)
SQS_LONGEST_RETENTION = timedelta(days=14)
FRESH_ACCOUNT = 10
"""How many calls the Lambda of a new account runs at once. AWS raises that by use, or when asked."""

# How long functions may run
HTTP_TIMEOUT = timedelta(seconds=29)
GATEWAY_TIMEOUT = timedelta(seconds=10)
UPLOAD_CONSUMER_TIMEOUT = timedelta(seconds=60)
VARIANT_CONSUMER_TIMEOUT = timedelta(seconds=120)
CHANGE_STREAM_TIMEOUT = timedelta(seconds=60)
INDEX_CONSUMER_TIMEOUT = timedelta(seconds=60)
CLASSIFICATION_TIMEOUT = timedelta(seconds=180)
SCHEDULE_TIMEOUT = timedelta(minutes=5)
ANALYTICS_TIMEOUT = timedelta(minutes=15)
BACKUP_TIMEOUT = timedelta(minutes=14)
"""Less than the quarter of an hour after which it runs again."""
BACKUP_CONSUMER_TIMEOUT = timedelta(minutes=5)
ONE_BACKUP = timedelta(minutes=2)
"""What one change gets at least: as long as LAST_BACKUP, for the same calls."""
BACKUP_RUN_LEASE = timedelta(minutes=45)
"""How long a run that does not end keeps its owner from asking for another: a lost message comes back before."""
LAST_BACKUP = timedelta(minutes=2)
"""No further image is begun when less time is left: longer than all attempts at one object."""
IMPORT_TIMEOUT = timedelta(minutes=5)
LAST_IMPORT = timedelta(seconds=40)
"""No further picture of an import is begun when less time is left: longer than one takes to be fetched and stored."""
IMPORT_LEASE = timedelta(minutes=2)
"""Of one picture of an import: outlives the work on it."""
IMPORT_PROMISED = timedelta(minutes=1)
"""When an import begins whose request has ended too early: longer than a request can take."""
EXPORT_TIMEOUT = timedelta(minutes=5)
NEXT_EXPORT_PART = timedelta(minutes=2)
"""No further file of an export is begun when less time is left."""
LAST_EXPORTED = timedelta(seconds=40)
"""No further picture is put into it then: longer than one takes to be read and written, and the file to be finished."""
EXPORT_LEASE = timedelta(minutes=3)
"""Of an export: a run renews it while it works, and another one goes on when it has ended."""
EXPORT_NOTED = timedelta(seconds=5)
"""Between two notes of how far a run has come."""
EXPORT_LOST = timedelta(hours=3)
"""An export that nobody has worked on for so long has failed: all its messages are dead letters by then."""
ATHENA_PATIENCE = timedelta(minutes=5)
"""For the answer to one question."""
"""All that Lambda gives. An hour of a million lines takes a fraction of it: benchmarks/results/analytics.md."""
ORIGIN_READ_TIMEOUT = timedelta(seconds=30)
"""How long CloudFront waits for an origin."""

# Calls to AWS
AWS_CONNECT_TIMEOUT = timedelta(seconds=3)
AWS_READ_TIMEOUT = timedelta(seconds=20)

# Calls to other people's buckets
BACKUP_CONNECT_TIMEOUT = timedelta(seconds=3)
BACKUP_READ_TIMEOUT = timedelta(seconds=20)
BACKUP_PROBE_TIMEOUT = timedelta(seconds=3)
"""For each answer while somebody waits: four calls fit into a call of the API."""

# Webhooks
WEBHOOK_TIMEOUT = timedelta(seconds=10)
"""For one request to an endpoint: its name, its connection and its answer."""
ONE_DELIVERY = timedelta(seconds=15)
"""What a delivery gets at least: the request, and the writes around it."""
WEBHOOK_CONSUMER_TIMEOUT = timedelta(seconds=30)
WEBHOOK_LEASE = timedelta(seconds=35)
"""Of a place to send from: outlives the function that took it."""
WEBHOOK_PAUSES = tuple(
    timedelta(seconds=seconds) for seconds in (30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)
)
"""After each failed attempt but the last: ten attempts within a day."""
WEBHOOK_NO_PLACE = timedelta(seconds=10)
"""Until a delivery looks again for a place to send from, and twice as long each time."""

# Sign-in with GitHub
GITHUB_TIMEOUT = timedelta(seconds=6)
"""For one answer of GitHub's: three of them fit into one request of a browser."""

# Notices by e-mail
NOTICE_TIMEOUT = timedelta(seconds=30)
ONE_NOTICE = timedelta(seconds=15)
"""What a letter gets at least: the address, the mail, and the writes around it."""
NOTICE_LEASE = timedelta(minutes=1)
"""Of a letter that is being sent: outlives the function that took it."""
NOTICE_QUIET = timedelta(hours=1)
"""Between two letters of a kind to one owner; what happens meanwhile is told together."""
NOTICE_LOST = timedelta(hours=1)
"""A letter that is so long overdue is announced anew: its message may be among the dead letters."""

# A viewer's miss
MAKING_DEADLINE = timedelta(seconds=22)
"""For making a picture; reading and keeping it takes some of the rest of the function's time."""
MAKER_LEASE = timedelta(seconds=35)
"""Outlives the function that took it."""
MAKER_PATIENCE = timedelta(seconds=12)
"""How long a miss waits for another one that makes the same picture."""
MAKER_LOOK_AGAIN = timedelta(seconds=0.15)
FINISHING = timedelta(seconds=75)
"""For one message of the variant queue: an upload's presets, or a picture that a viewer's function has no time for."""
WISH_ATTEMPTS = 2
"""Of making such a picture. Fewer than ATTEMPTS: a message also comes back when too little time is left for it."""
FINISHED_LATER = timedelta(seconds=30)
"""When a viewer is told to come back for what the queue's consumer finishes."""
ANSWER_ON_ITS_WAY = timedelta(seconds=2)
"""How long an answer may take from a function to the edge's cache."""
LAST_LOOK = ANSWER_ON_ITS_WAY / 2
"""How long the last look at the record may take; the rest is the answer's way to the edge."""

# A change of an image waits for those who are about to publish what was
PUBLISHERS_PATIENCE = timedelta(seconds=20)
BULK_PUBLISHERS_PATIENCE = timedelta(seconds=5)
"""For each of many images."""
PUBLISHERS_LOOK_AGAIN = timedelta(seconds=0.1)
SWEEP_DELAY = timedelta(minutes=3)
"""When what is left of an old state is swept away: after everything that could have written it has ended."""
FALLBACK_DELAY = timedelta(minutes=1)
"""When the queue's consumer makes up for a call that ended before it announced its change."""

# The API
LAST_PIECE = timedelta(seconds=9)
"""No piece of a request's work is begun when less time is left; it may wait for publishers of one image."""
IDEMPOTENCY_LEASE = timedelta(seconds=60)
"""How long a run that does not end blocks its key."""
TAG_RETIRED = timedelta(minutes=5)
"""How long a deleted tag's record stays at least: no request that has seen it before still runs then."""

# Clean-up
EXPIRY_SETTLED = timedelta(minutes=5)
"""After its expiry nobody begins to write for an image's viewers. Whoever has begun before is done by then."""
DOCTOR_PAUSE = timedelta(minutes=4)
"""Between two looks: longer than any lease, any function and the sweep after a change."""
LAST_CLEANUP = timedelta(minutes=1)
"""No further hundred of rows is begun when less time is left."""
RESERVATION_SETTLED = timedelta(minutes=5)
"""After a reservation's end, for a request that has begun before it."""

UNPUBLISHED_AFTER = timedelta(hours=1)
"""Longer than the presets take whose messages fail and are retried: they are asked for again when nobody makes them."""

# Custom domains
DOMAIN_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
"""Between the checks of a domain that is not ready. The last one is repeated."""
DOMAIN_SLACK = timedelta(minutes=2)
"""How long after its time a check is asked for anew. Longer than its message is under way."""
DOMAIN_ASKED_AGAIN = timedelta(minutes=30)
"""How long until a domain is asked for once more whose message nobody has answered: longer than a message is retried."""
DOMAIN_TIMEOUT = timedelta(seconds=60)
DOMAIN_LOOK_AGAIN = timedelta(days=1)
"""Between the checks of a domain that is served."""
DOMAIN_MISSES = 3
"""In a row: then a domain that leads elsewhere is no longer served. One bad day of a name server is none."""
DNS_PATIENCE = timedelta(seconds=5)
"""For all answers to one question."""

# The bill brake
BRAKE_BELIEVED = timedelta(minutes=1)
"""How long a function takes the brake's level for what it was."""
BRAKE_COUNTED = timedelta(hours=1)
"""How often what is spent is counted, and when a refused caller is told to come back."""

# Moderation
HELD_TOO_LONG = timedelta(minutes=30)
"""A held picture's verdict takes seconds. Later, somebody looks, and the model is asked again."""

# Consumers of queues
AWAITED = Batches(size=1, window=timedelta())
"""Somebody waits for the picture: nothing is collected, and no message waits for another."""
NOBODY_WAITS = "NobodyWaits"
"""Metadata of a queue's consumer in the templates, for whoever compares them with the account's concurrency."""
BACKGROUND = Batches(size=5, window=timedelta(seconds=30))
"""Nobody waits: fewer calls of the function."""
CLASSIFICATION_ATTEMPTS = 4
"""Once, and three retries. Then the picture waits in the dead-letter queue; it has been served all the time."""
CLASSIFICATION_RETRY = timedelta(minutes=1)
"""Before the first of them, and twice as long before each next: longer in all than a lease, or than most outages."""
CLASSIFICATION_LEASE = timedelta(seconds=190)
"""Of a part of the analysis that is being paid for: outlives the function."""
AI_TIMEOUT = timedelta(seconds=30)
"""For one answer of a model, unless an operator says less."""
ONE_ANALYSIS = timedelta(seconds=110)
"""What a picture gets at least: a model is asked three times, and each time as long as that at worst."""
CLASSIFICATIONS = Batches(size=5, window=timedelta())
"""Those that are there together are one call; none waits for others."""
BACKUPS = Batches(size=5, window=timedelta())
"""The same, for changes that go to owners' buckets."""
ATTEMPTS = 5
"""Once, and four retries: with fewer, AWS says, calls that Lambda turned away can use them up."""
EVENT_RETRIES = timedelta(days=1)
"""How long EventBridge tries to deliver an event."""
QUARANTINE = SQS_LONGEST_RETENTION + EVENT_RETRIES + timedelta(days=1)
"""Bytes outlive every message about them, dead letters too, with a day to spare for the repair."""
VISIBILITY_FACTOR = 6
"""Of the consumer's timeout, as Lambda advises: so a throttled batch is not handed out twice."""
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(minutes=15)
OLDEST_MESSAGE = timedelta(minutes=15)
"""A message that somebody waits for raises an alarm when it waits longer."""
STANDING_MESSAGE = timedelta(days=2)
"""So does one that nobody waits for: half of the time after which SQS forgets it."""
ONE_MESSAGE = timedelta(seconds=30)
"""What an upload's check gets at least: tests/unit/imaging/test_cost.py holds the largest files against it."""
PUBLISHER_LEASE = timedelta(seconds=130)
"""Of the variant consumer: outlives it."""
REFINING = timedelta(seconds=6)
"""No further picture of a message is refined then; the largest takes four seconds."""
HEIC_DECODING = timedelta(seconds=50)
"""Of wall clock, for the process that decodes one."""

# Changes of records, which a stream passes on
STREAM_BATCH = 100
STREAM_RETRIES = 5
"""A batch that fails is halved each time, so what holds it up is soon alone."""
# What nobody has taken on is announced anew
UNFINISHED_AFTER = timedelta(hours=1)
"""Longer than an upload takes whose messages fail and are retried: it is asked for again only when it is not under way."""
UNFINISHED_UNTIL = timedelta(hours=3)
"""What is older has been announced anew already, and waits in a dead-letter queue for somebody to look."""

# Jobs of the studio
JOB_LEASE = timedelta(minutes=3)
"""One worker has a job, or fetches its outputs. Longer than the functions run that do."""
JOB_SENT_AGAIN = timedelta(minutes=1)
"""A job that is not in the queue by then is sent anew."""
JOB_QUEUED = timedelta(minutes=15)
"""The same for one that no worker has taken."""
JOB_ANSWER_UNKNOWN = timedelta(seconds=90)
"""A provider's first webhook comes sooner, if it has the order at all."""
JOB_FIRST_LOOK = timedelta(minutes=2)
JOB_LOOK = timedelta(minutes=2)
"""How often a provider is asked that says nothing. It keeps what it has made for an hour."""
JOB_PAUSE = timedelta(seconds=30)
"""Before a provider is tried again that is busy; twice as long each time."""
JOB_FETCHED = timedelta(minutes=45)
"""After its deadline, the outputs of a job that was made in time must be fetched by then."""

# How long something looked up is believed
ORIGIN_PROOF_BELIEVED = timedelta(minutes=5)
TOKEN_KEYS_BELIEVED = timedelta(hours=1)
SUBSCRIPTIONS_BELIEVED = timedelta(minutes=1)
"""Who wants to be told of what happens in an owner's library."""
BACKUP_BELIEVED = timedelta(minutes=1)
"""Where an owner's library is backed up to."""
ASK_AGAIN = timedelta(minutes=1)
"""At most this often does a wrong proof, or a token of an unknown key, make us ask: a flood of them costs nothing."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much the clocks of two functions may differ at most."""
ID_SLACK = timedelta(minutes=1)
"""An image's id is drawn a little before or after the moment that its record carries, within the same request."""
LINKS_BELIEVED = timedelta(minutes=1)
"""How long a function caches whom a login at GitHub signs in as. A removed one ends at most this much later."""
LINK_CONFIRMED = timedelta(minutes=5)
"""How long an owner who is back from GitHub may take to confirm that the login there is linked."""
TOKEN_LEEWAY = timedelta(seconds=30)

# Transactions that collide
FIRST_PAUSE = timedelta(seconds=0.02)
"""Before the second attempt; each further pause is twice as long."""
