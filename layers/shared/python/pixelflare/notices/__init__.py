"""Notices by e-mail: owners' switches, and the letters. What has happened is told once, and bursts together."""

from pixelflare.notices.letters import Letters
from pixelflare.notices.switchboard import Switchboard, change_notices, notices_resource, switch_off
from pixelflare.notices.telling import NoticeServices, note_event, send_letter
from pixelflare.notices.tokens import Unsubscription, read_unsubscribe_token, unsubscribe_token

__all__ = [
    "Letters",
    "NoticeServices",
    "Switchboard",
    "Unsubscription",
    "change_notices",
    "note_event",
    "notices_resource",
    "read_unsubscribe_token",
    "send_letter",
    "switch_off",
    "unsubscribe_token",
]
