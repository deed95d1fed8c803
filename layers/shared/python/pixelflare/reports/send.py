"""Takes a report from anybody, of an address that leads to something of ours."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from pixelflare.accounts import HandleStore
from pixelflare.base.errors import NotFound
from pixelflare.base.ids import new_report_id
from pixelflare.catalog import ImageStore
from pixelflare.rate_limits import Limit, RateLimiter
from pixelflare.reports.store import ReportStore
from pixelflare.sharing import ShareStore, token_hash
from schema.addresses.image_path import ImagePath
from schema.addresses.names import IMAGE_ID_PATTERN, in_one_spelling, is_filename, is_slug
from schema.identity.handles import is_handle
from schema.limits import ALL_REPORTS_PER_DAY, REPORTS_PER_HOUR
from schema.reports import Report, ReportSubject, SendReport

_BY_ID = re.compile(rf"/(?:i|p)/({IMAGE_ID_PATTERN.strip('^$')})(?:[./].*)?")
_REPORTS = Limit("report", REPORTS_PER_HOUR)
_ALL_REPORTS = Limit("report from everywhere", ALL_REPORTS_PER_DAY, timedelta(days=1))


@dataclass(frozen=True)
class ReportServices:
    reports: ReportStore
    images: ImageStore
    shares: ShareStore
    handles: HandleStore
    limiter: RateLimiter
    clock: Callable[[], datetime]


class _Subject(NamedTuple):
    kind: ReportSubject
    owner: str
    id: str


def send_report(sent: SendReport, services: ReportServices, *, network: str, now: datetime) -> Report:
    """Raises NotFound (the address leads to nothing of ours), RateLimited."""
    services.limiter.spend(_REPORTS, network, now=now)
    subject = _subject_of(sent.address, services, now=now)
    if subject is None:
        raise NotFound("there is nothing at this address")
    services.limiter.spend(_ALL_REPORTS, "everybody", now=now)
    report = Report(
        **sent.model_dump(),
        report_id=new_report_id(),
        subject=subject.kind,
        owner=subject.owner,
        subject_id=subject.id,
        created_at=now,
    )
    services.reports.add(report)
    return report


def _subject_of(address: str, services: ReportServices, *, now: datetime) -> _Subject | None:
    """Any address of an image or its variant, a link to an album, or a profile; the host may be any."""
    path = urlsplit(address if "//" in address or address.startswith("/") else f"//{address}").path
    if path.startswith("/s/"):
        share = services.shares.find_by_hash(token_hash(path.split("/")[2]))
        return _Subject(ReportSubject.SHARE, share.owner, share.share_id) if share else None
    if path.startswith("/u/"):
        handle = path.split("/")[2]
        owner = services.handles.owner_of(handle) if is_handle(handle) else None
        return _Subject(ReportSubject.PROFILE, owner, handle) if owner else None
    image = _image_at(path, services, now=now)
    return _Subject(ReportSubject.IMAGE, *image) if image else None


def _image_at(path: str, services: ReportServices, *, now: datetime) -> tuple[str, str] | None:
    """Owner and id."""
    if by_id := _BY_ID.fullmatch(path):
        owner = services.images.owner_of(by_id[1])
        return (owner, by_id[1]) if owner else None
    parts = path.removeprefix("/").split("/")
    if len(parts) not in (3, 4) or not (is_slug(parts[0]) and is_slug(parts[1]) and is_filename(parts[2])):
        return None
    owner = (services.handles.owner_of(parts[0]) if is_handle(parts[0]) else None) or parts[0]
    claim = services.images.claim_at(ImagePath(owner, parts[1], in_one_spelling(parts[2])), now=now)
    return (owner, claim.image_id) if claim else None
