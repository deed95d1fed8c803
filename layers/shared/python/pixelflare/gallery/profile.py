"""/u/{handle} and /u/{handle}/{album}: the albums that somebody shows to everybody, with their public pictures only."""

from collections.abc import Sequence
from http import HTTPStatus

from pixelflare.catalog import ImageQuery
from pixelflare.delivery.absence import NeverThere
from pixelflare.gallery.answers import GalleryAnswer, Page, kept_by_the_edge
from pixelflare.gallery.cards import Card, CardsPage, cards_page
from pixelflare.gallery.grid import GalleryPage, gallery_page
from pixelflare.gallery.pictures import Manner, ShownPicture, shown_pictures
from pixelflare.gallery.request import GalleryRequest
from pixelflare.gallery.services import GalleryServices
from schema.identity.handles import is_handle
from schema.identity.users import User
from schema.keys.cache_tags import handle_tag, profile_tag
from schema.library.albums import Album
from schema.library.images import Image, Visibility
from schema.library.shares import PageLanguage
from schema.limits import GALLERY_PAGE_PICTURES

_LOOKED_AT = 12
"""Of an album's newest pictures, for one that may stand for it."""


def show_profile(request: GalleryRequest, services: GalleryServices) -> GalleryAnswer:
    """The profile, or one album of it. Raises NeverThere for what is not shown, and RateLimited."""
    services.count_page(request.network)
    handle, _, slug = request.path.removeprefix("/u/").partition("/")
    owner = services.handles.owner_of(handle) if is_handle(handle) else None
    user = services.users.find(owner) if owner else None
    if user is None or not user.public_profile:
        raise NeverThere("there is no such profile", tags=profile_tag(user.owner) if user else handle_tag(handle))
    albums = services.albums.find_many(user.owner, user.profile_albums)
    if not slug:
        return _profile(handle, user, albums, services)
    album = next((album for album in albums if album.slug == slug), None)
    if album is None:
        raise NeverThere("there is no such album", tags=profile_tag(user.owner))
    return _album(user, album, request, services)


def _profile(handle: str, user: User, albums: Sequence[Album], services: GalleryServices) -> GalleryAnswer:
    page = CardsPage(
        title=user.display_name or handle,
        description=user.bio or "",
        website=user.website,
        github=user.github,
        path=f"/u/{handle}",
        public_url=services.public_url(),
        cards=[_card(handle, user, album, services) for album in albums],
        language=_language(user),
    )
    return _answer(user, Page(*cards_page(page)))


def _card(handle: str, user: User, album: Album, services: GalleryServices) -> Card:
    """With its cover, if everybody may see that; else with its newest picture that everybody may see."""
    chosen = services.images.find(user.owner, album.cover, consistent=False) if album.cover else None
    candidates = [chosen] if chosen and chosen.album == album.slug and _is_for_everybody(chosen) else []
    if not candidates:
        question = ImageQuery(user.owner, album=album.slug)
        candidates = _for_everybody(services.listing.page(question, limit=_LOOKED_AT, cursor=None).data)
    shown = _shown(candidates[:1], user, services)
    return Card(album.title, album.description, f"/u/{handle}/{album.slug}", shown[0] if shown else None)


def _album(user: User, album: Album, request: GalleryRequest, services: GalleryServices) -> GalleryAnswer:
    question = ImageQuery(user.owner, album=album.slug, visibility=Visibility.PUBLIC)
    found = services.listing.page(question, limit=GALLERY_PAGE_PICTURES, cursor=request.after)
    page = GalleryPage(
        title=album.title,
        description=album.description,
        by=user.display_name or user.handle,
        path=request.path,
        public_url=services.public_url(),
        pictures=_shown(_for_everybody(found.data), user, services),
        following=found.next_cursor,
        is_first=request.after is None,
        language=_language(user),
        by_path=request.path.rpartition("/")[0],
        is_indexed=True,
    )
    return _answer(user, Page(*gallery_page(page)))


def _shown(images: Sequence[Image], user: User, services: GalleryServices) -> list[ShownPicture]:
    manner = Manner(download=False, metadata=False, language=_language(user))
    url, now = services.public_url(), services.clock()
    return shown_pictures(images, manner, public_url=url, signer=services.signer, now=now)


def _for_everybody(images: Sequence[Image]) -> list[Image]:
    return [image for image in images if _is_for_everybody(image)]


def _is_for_everybody(image: Image) -> bool:
    """Public, and not flagged."""
    is_flagged = image.nsfw or (image.moderation is not None and image.moderation.is_withheld)
    return image.visibility is Visibility.PUBLIC and not is_flagged


def _language(user: User) -> PageLanguage:
    return PageLanguage.GERMAN if (user.settings.language or "").startswith("de") else PageLanguage.ENGLISH


def _answer(user: User, page: Page) -> GalleryAnswer:
    headers = {**kept_by_the_edge(f"{profile_tag(user.owner)},{handle_tag(str(user.handle))}"), "X-Robots-Tag": "all"}
    return GalleryAnswer(HTTPStatus.OK, page, headers=headers)
