"""A large file in parts: only those are sent that have not arrived."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from pixelflare_client.errors import ApiError, UploadFailed
from pixelflare_client.generated import calls, types
from pixelflare_client.picture import Picture
from pixelflare_client.steps import Exchange, Retries, Steps, answer_to, attempted

ROUNDS = 3
"""How often parts that did not arrive after all are sent again."""
Progress: TypeAlias = Callable[[int], None]


def part_steps(image_id: str, file: Picture, retries: Retries, progress: Progress) -> Steps[None]:
    """Raises UploadFailed, ApiError, ConnectionFailed."""
    begun = yield from answer_to(calls.begin_multipart(image_id), retries=retries)
    if begun["size_bytes"] != file.size:
        raise UploadFailed("changed", f"{file.name} has changed since its upload began")
    received = {part["part_number"] for part in begun["received"]}
    progress(sum(_size(number, begun) for number in received))
    missing: Iterable[int] = [number for number in range(1, begun["parts"] + 1) if number not in received]
    for _ in range(ROUNDS):
        for number in missing:
            yield from _sent(image_id, number, begun, file, retries, progress)
        try:
            yield from answer_to(calls.complete_multipart(image_id), retries=retries)
        except ApiError as refused:
            missing = refused.details.get("missing") or ()
            if refused.code != "NOT_READY" or not missing:
                raise
            progress(-sum(_size(number, begun) for number in missing))
        else:
            return
    raise UploadFailed("parts", f"parts of {file.name} do not arrive")


def _sent(
    image_id: str, number: int, upload: types.MultipartUpload, file: Picture, retries: Retries, progress: Progress
) -> Steps[None]:
    size = _size(number, upload)
    address = yield from answer_to(
        calls.sign_part(image_id, {"part_number": number, "size_bytes": size}), retries=retries
    )
    with file.open() as opened:
        opened.seek((number - 1) * upload["part_size"])
        body = opened.read(size)
    exchange = Exchange("PUT", address["url"], to_api=False, request={"content": body, "headers": address["headers"]})
    response, _ = yield from attempted(exchange, is_safe=True, retries=retries)
    if not response.is_success:
        raise UploadFailed(str(response.status_code), f"the storage refused part {number} of {file.name}")
    progress(size)


def _size(number: int, upload: types.MultipartUpload) -> int:
    return min(upload["part_size"], upload["size_bytes"] - (number - 1) * upload["part_size"])
