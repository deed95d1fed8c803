"""What has failed for good: listed with the reason, sent back, or discarded.

SQS has no lookup by id. Messages are taken, which hides them from others for a minute, and put back at once.
"""

import json
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from pixelflare.administration.parts import Parts
from pixelflare.aws.dead_letters import DeadLetterQueueMessages, QueueCounts, TakenMessage
from pixelflare.aws.function_logs import log_lines
from pixelflare.base.errors import NotFound
from pixelflare.base.parallel import in_parallel
from schema.administration import DeadLetter, DeadLetterList, DeadLetterQueue, HandledDeadLetters
from schema.limits import MAX_DEAD_LETTERS

_SHOWN = 2_000
"""Characters of a message's body."""
_TRIED = timedelta(days=1)
"""After it was sent, a message is tried for the last time: long before."""
_MOST_LOOKED_THROUGH = 1_000
"""Messages, for some by their ids."""


class DeadLetters:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def counted(self) -> list[DeadLetterQueue]:
        queues = self._parts.dead_letters
        return [DeadLetterQueue(name=name, waiting=QueueCounts(url).waiting) for name, url in queues.items()]

    def listed(self) -> DeadLetterList:
        """Everybody sees them again when this returns. Raises Unavailable."""
        counted, found = self.counted(), list(in_parallel(self._look_into, self._parts.dead_letters.items()))
        letters = [letter for each in found for letter in each]
        return DeadLetterList(queues=counted, data=sorted(letters, key=lambda letter: letter.sent_at))

    def redrive(self, name: str, ids: Collection[str] | None, *, is_late: Callable[[], bool]) -> HandledDeadLetters:
        """Sends those of the ids, or all, back to where they came from; fewer when it is late. Raises NotFound, Unavailable."""
        queue = self._queue(name)

        def send_back(message: TakenMessage) -> bool:
            source = _source(message)
            if source not in self._parts.by_queue:
                return False
            queue.send_back(message, queue=source)
            return True

        return self._handle(queue, ids, send_back, is_late=is_late)

    def discard(self, name: str, ids: Collection[str] | None, *, is_late: Callable[[], bool]) -> HandledDeadLetters:
        """Deletes those of the ids, or all; fewer when it is late. Raises NotFound, Unavailable."""
        queue = self._queue(name)

        def delete(message: TakenMessage) -> bool:
            queue.delete(message)
            return True

        return self._handle(queue, ids, delete, is_late=is_late)

    def _handle(
        self,
        queue: DeadLetterQueueMessages,
        ids: Collection[str] | None,
        act: Callable[[TakenMessage], bool],
        *,
        is_late: Callable[[], bool],
    ) -> HandledDeadLetters:
        wanted = None if ids is None else set(ids)
        done: list[str] = []
        kept: list[str] = []
        staying: list[TakenMessage] = []
        try:
            for batch in queue.take(_MOST_LOOKED_THROUGH):
                staying += batch  # also if what follows fails
                for message in batch:
                    if wanted is not None and message.message_id not in wanted:
                        continue
                    is_done = act(message)
                    (done if is_done else kept).append(message.message_id)
                    if is_done:
                        staying.remove(message)
                if is_late() or (wanted is not None and wanted <= {*done, *kept}):
                    break
        finally:
            in_parallel(queue.put_back, staying)
        missing = sorted((wanted or set()) - {*done, *kept})
        return HandledDeadLetters(done=done, kept=kept, missing=missing, left=QueueCounts(queue.url).waiting)

    def _queue(self, name: str) -> DeadLetterQueueMessages:
        if name not in self._parts.dead_letters:
            raise NotFound(f"there is no dead-letter queue {name}")
        return DeadLetterQueueMessages(self._parts.dead_letters[name])

    def _look_into(self, named: tuple[str, str]) -> list[DeadLetter]:
        name, url = named
        queue = DeadLetterQueueMessages(url)
        taken: list[TakenMessage] = []
        try:
            for batch in queue.take(MAX_DEAD_LETTERS):
                taken += batch
        finally:
            in_parallel(queue.put_back, taken)
        return in_parallel(lambda message: self._shown(name, message), taken)

    def _shown(self, queue: str, message: TakenMessage) -> DeadLetter:
        part = self._parts.by_queue.get(_source(message) or "")
        return DeadLetter(
            id=message.message_id,
            queue=queue,
            source=part.name if part else None,
            sent_at=message.sent_at,
            reason=reason_said(message.body, message.attributes)
            or (_logged(message, part.log_group) if part else None),
            body=message.body[:_SHOWN],
        )


def reason_said(body: str, attributes: dict[str, str]) -> str | None:
    """Why it was given up, as Lambda or EventBridge say; None for a queue's message, about which only a log knows."""
    said = _json(body)
    condition = said.get("requestContext", {}).get("condition")
    if condition:
        error = said.get("responsePayload", {}).get("errorMessage")
        return f"{condition}: {error}" if error else str(condition)
    if "ERROR_CODE" in attributes:
        return f"{attributes['ERROR_CODE']}: {attributes.get('ERROR_MESSAGE', '')}".rstrip(": ")
    return None


def _logged(message: TakenMessage, group: str) -> str | None:
    """The last line of the latest exception about the message."""
    until = message.sent_at + _TRIED
    said = log_lines(group, "message_id", message.message_id, since=message.sent_at, until=until, most=50)
    return last_line(said[-1].fields) if said else None


def last_line(fields: dict[str, Any]) -> str | None:
    """Of the exception in a log's line: its type, and what it says."""
    lines = str(fields.get("exception") or "").strip().splitlines()
    return lines[-1] if lines else None


def _source(message: TakenMessage) -> str | None:
    return message.source.rpartition(":")[2] if message.source else None


def _json(body: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
