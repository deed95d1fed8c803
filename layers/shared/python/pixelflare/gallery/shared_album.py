"""/s/{token}: an album as those see it who have its link.

A share without a password and a limit is the same for everybody, so the edge keeps it for a minute. One with a limit is
opened by a button, which counts: link previews and browsers that look ahead do not press it.
"""

from http import HTTPStatus

from pixelflare.base.errors import Gone, NotFound, TakenDown
from pixelflare.catalog import ImageQuery
from pixelflare.gallery.answers import GalleryAnswer, Page, kept_by_the_edge
from pixelflare.gallery.grid import GalleryPage, gallery_page
from pixelflare.gallery.messages import open_page, password_page
from pixelflare.gallery.passes import COOKIE, cursor_of, knows_password, password_cookie, way_to
from pixelflare.gallery.pictures import Manner, shown_pictures
from pixelflare.gallery.request import GalleryRequest
from pixelflare.gallery.services import GalleryServices
from pixelflare.rate_limits import Limit
from pixelflare.sharing import is_password, token_hash
from schema.keys.cache_tags import share_tag
from schema.library.albums import Album
from schema.library.shares import Share, ShareState
from schema.limits import (
    GALLERY_PAGE_PICTURES,
    MAX_SHARE_PASSWORD_LENGTH,
    PASSWORD_ATTEMPTS_PER_HOUR,
    SHARE_PASSWORD_ATTEMPTS_PER_HOUR,
)

_ATTEMPTS = Limit("password", PASSWORD_ATTEMPTS_PER_HOUR)
_ALL_ATTEMPTS = Limit("password of a share", SHARE_PASSWORD_ATTEMPTS_PER_HOUR)


def find_share(request: GalleryRequest, services: GalleryServices) -> Share:
    """The share of the link, whatever its state. Raises NotFound, RateLimited."""
    services.count_page(request.network)
    share = services.shares.find_by_hash(token_hash(request.name))
    if share is None:
        raise NotFound("this link leads nowhere")
    return share


def show_shared_album(share: Share, request: GalleryRequest, services: GalleryServices) -> GalleryAnswer:
    """Raises Gone (expired, used up, or its album deleted), NotFound, RateLimited."""
    now, key = services.clock(), services.signing_key()
    if share.state(now) is ShareState.TAKEN_DOWN:
        raise TakenDown("this album has been taken down")
    if share.state(now) is ShareState.EXPIRED:
        raise Gone("this link has expired")
    album = services.albums.find(share.owner, share.album)
    if album is None or album.created_at != share.album_created_at:
        raise Gone("this album is no longer there")
    if "password" in request.form and share.password_hash:
        return _check_password(share, share.password_hash, request, services)
    if not knows_password(share, request.cookies.get(COOKIE), key=key, now=now):
        return GalleryAnswer(HTTPStatus.OK, Page(*password_page(request.path, is_wrong=False, language=share.language)))
    cursor = cursor_of(request.after, share, key=key, now=now)
    if share.max_views is not None and cursor is None and request.method != "POST":
        if share.state(now) is ShareState.USED_UP:
            raise Gone("this album has been opened as often as it may be")
        return GalleryAnswer(HTTPStatus.OK, Page(*open_page(request.path, title=album.title, language=share.language)))
    if cursor is None and (request.method == "POST" or request.is_view):
        services.shares.count_view(share, now=now)
    return _pictures(share, album, cursor, request, services)


def _check_password(share: Share, kept: str, request: GalleryRequest, services: GalleryServices) -> GalleryAnswer:
    """Counted before the hash is made, which takes a while."""
    now = services.clock()
    services.limiter.spend(_ATTEMPTS, f"{share.share_id} {request.network}", now=now)
    services.limiter.spend(_ALL_ATTEMPTS, share.share_id, now=now)
    given = request.form["password"]
    if len(given) > MAX_SHARE_PASSWORD_LENGTH or not is_password(given, kept=kept):
        page = Page(*password_page(request.path, is_wrong=True, language=share.language))
        return GalleryAnswer(HTTPStatus.FORBIDDEN, page)
    cookie = password_cookie(share, request.path, key=services.signing_key(), now=now)
    return GalleryAnswer(HTTPStatus.SEE_OTHER, headers={"Location": request.path}, cookies=(cookie,))


def _pictures(
    share: Share, album: Album, cursor: str | None, request: GalleryRequest, services: GalleryServices
) -> GalleryAnswer:
    now, public_url = services.clock(), services.public_url()
    question = ImageQuery(share.owner, album=share.album)
    found = services.listing.page(question, limit=GALLERY_PAGE_PICTURES, cursor=cursor)
    manner = Manner(share.download, share.show_metadata, share.language)
    owner = services.users.find(share.owner)
    following = found.next_cursor
    page = GalleryPage(
        title=album.title,
        description=album.description,
        by=owner.display_name if owner else None,
        path=request.path,
        public_url=public_url,
        pictures=shown_pictures(found.data, manner, public_url=public_url, signer=services.signer, now=now),
        following=way_to(following, share, key=services.signing_key(), now=now) if following else None,
        is_first=cursor is None,
        language=share.language,
    )
    kept = kept_by_the_edge(share_tag(share.share_id)) if share.is_cacheable else {}
    return GalleryAnswer(HTTPStatus.OK, Page(*gallery_page(page)), headers=kept)
