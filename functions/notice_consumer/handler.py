"""Consumes the queue of notices: an event is noted in a letter, and a letter that is due is sent."""

from typing import Any

from functions.notice_consumer.services import Services
from pixelflare.base import clock
from pixelflare.entry.function import with_services
from pixelflare.entry.queue import consume
from pixelflare.notices import note_event, send_letter
from schema.budgets import ONE_NOTICE
from schema.env.notice_consumer import NoticeConsumerEnv
from schema.messages.notices import AboutNotices, LetterDue, NoticeMessage


def handle(event: dict[str, Any], context: Any, services: Services) -> dict[str, Any]:
    def on_message(message: AboutNotices) -> None:
        if isinstance(message, LetterDue):
            send_letter(message, services.notices, now=clock.now())
        else:
            note_event(message, services.notices, now=clock.now())

    return consume(event, context, parse=NoticeMessage.validate_json, act=on_message, least=ONE_NOTICE)


lambda_handler = with_services(handle, lambda: Services(NoticeConsumerEnv.read()))
