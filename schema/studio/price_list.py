"""What credits cost, and what they buy. The API, the pages, the documentation and the set-up at Stripe read it here.

Packs and plans are list A of the contract (section 4.2), the fees of ad spend are list B's, of which two pages agree.
"""

from datetime import timedelta
from enum import StrEnum

from schema.base import Record
from schema.studio.jobs import JobType

CURRENCY = "usd"
FREE_CREDITS = 25
"""Given once, with the account."""


class Pack(Record):
    id: str
    credits: int
    cents: int
    """Once, before tax."""


class Plan(Record):
    id: str
    credits: int
    """For each period. What is left of them lapses with the end of the period after it."""
    cents: int
    """For each period, before tax."""
    ad_fee_percent: int
    """Of what its owner spends at ad platforms."""


PACKS = (
    Pack(id="starter_50", credits=50, cents=999),
    Pack(id="pro_150", credits=150, cents=2499),
    Pack(id="agency_500", credits=500, cents=6999),
    Pack(id="mega_1000", credits=1000, cents=11999),
)
PLANS = (
    Plan(id="starter", credits=120, cents=2499, ad_fee_percent=6),
    Plan(id="pro", credits=350, cents=4499, ad_fee_percent=5),
    Plan(id="agency", credits=1000, cents=8499, ad_fee_percent=4),
)
FREE_AD_FEE_PERCENT = 6


class Maker(StrEnum):
    """Who makes what a job is for."""

    OURSELVES = "ourselves"
    """No model: the composer, the scraper, the template writer."""
    BEDROCK = "bedrock"
    POLLY = "polly"
    REPLICATE = "replicate"


class Step(Record):
    """One piece of work of a job, by one model."""

    maker: Maker
    model: str
    cost: int
    """What it takes of the provider's bill, in millionths of a dollar, as it is expected."""


class Terms(Record):
    """What a job of a type takes."""

    credits: int
    steps: tuple[Step, ...]
    in_line: bool = False
    """Whether the request waits for it."""
    expires_after: timedelta
    poll_seconds: int
    """How often whoever waits for it should ask."""


_SOON, _LONG = timedelta(minutes=15), timedelta(minutes=30)
_SPEECH = Step(maker=Maker.REPLICATE, model="minimax/speech-02-turbo", cost=45_000)
_LIP_SYNC = Step(maker=Maker.REPLICATE, model="bytedance/omni-human", cost=4_455_000)

TERMS: dict[JobType, Terms] = {
    JobType.COPY: Terms(
        credits=1,
        steps=(Step(maker=Maker.BEDROCK, model="amazon.nova-lite-v1:0", cost=300),),
        in_line=True,
        expires_after=_SOON,
        poll_seconds=2,
    ),
    JobType.SCRAPE: Terms(
        credits=0,
        steps=(Step(maker=Maker.OURSELVES, model="scrape", cost=0),),
        in_line=True,
        expires_after=_SOON,
        poll_seconds=2,
    ),
    JobType.STATIC_AD: Terms(
        credits=3,
        steps=(Step(maker=Maker.REPLICATE, model="black-forest-labs/flux-1.1-pro", cost=40_000),),
        expires_after=_SOON,
        poll_seconds=2,
    ),
    JobType.TTS: Terms(credits=2, steps=(_SPEECH,), expires_after=_SOON, poll_seconds=2),
    JobType.UGC_VIDEO: Terms(credits=40, steps=(_SPEECH, _LIP_SYNC), expires_after=_LONG, poll_seconds=5),
    JobType.LIP_SYNC: Terms(credits=38, steps=(_LIP_SYNC,), expires_after=_LONG, poll_seconds=5),
    JobType.I2V: Terms(
        credits=10,
        steps=(Step(maker=Maker.REPLICATE, model="wan-video/wan-2.2-i2v-fast", cost=750_000),),
        expires_after=_LONG,
        poll_seconds=5,
    ),
    JobType.REFRAME: Terms(
        credits=20,
        steps=(Step(maker=Maker.REPLICATE, model="luma/reframe-video", cost=2_500_000),),
        expires_after=_LONG,
        poll_seconds=5,
    ),
}
