"""Whether the search index knows what there is, and nothing else."""

from collections.abc import Iterator
from functools import partial

from pixelflare.catalog import AlbumStore, ImageStore
from pixelflare.cleanup.doctor.finding import DoctorServices, Finding
from pixelflare.cleanup.doctor.rows import OwnersRows, everything_in
from pixelflare.search import SearchDocument, SearchIndex, index_image, is_current
from schema.keys.derived import document_key, posting_key


def compare_index(rows: OwnersRows, services: DoctorServices) -> Iterator[Finding]:
    found = everything_in(document_key(rows.owner, "")["pk"], services.derived)
    documents = {str(item["sk"]): SearchDocument.model_validate(item) for item in found}
    servable = {image_id: image for image_id, image in rows.live.items() if image.is_servable}
    albums = rows.albums
    index = partial(
        index_image,
        images=ImageStore(services.core),
        albums=AlbumStore(services.core),
        index=SearchIndex(services.derived),
        owner=rows.owner,
    )
    for image_id, image in servable.items():
        document = documents.get(image_id)
        if document is None or not is_current(document, image, albums.get(image.album)):
            says = f"search does not know {image_id}" if document is None else f"search knows an earlier {image_id}"
            yield Finding(rows.owner, says, partial(index, image_id=image_id))
    for image_id, document in documents.items():
        if image_id not in servable and document.terms:
            yield Finding(rows.owner, f"search finds {image_id}, which is not there", partial(index, image_id=image_id))
        elif missing := _missing_terms(rows.owner, document, services):
            says = f"search does not find {image_id} by {', '.join(missing)}"
            yield Finding(rows.owner, says, partial(_write_postings, rows.owner, document, missing, services))


def _missing_terms(owner: str, document: SearchDocument, services: DoctorServices) -> list[str]:
    keys = {term: posting_key(owner, term, document.image_id) for term in sorted(document.terms)}
    standing = {(item["pk"], item["sk"]) for item in services.derived.get_many(list(keys.values()))}
    return [term for term, key in keys.items() if (key["pk"], key["sk"]) not in standing]


def _write_postings(owner: str, document: SearchDocument, terms: list[str], services: DoctorServices) -> None:
    """Only those that the document still names: another run may have taken a term away."""
    current = SearchIndex(services.derived).find(owner, document.image_id)
    if current is None or current.revision != document.revision:
        return
    for term in terms:
        services.derived.put(posting_key(owner, term, document.image_id) | document.terms[term].model_dump())
