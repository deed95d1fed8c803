"""What happens in a library, for those who want to be told: functions/change_stream reads it from the core table's stream.

To be told, a subscriber gets a line in `Subscriber` (schema/library/events.py) and a queue (stacks/service/change_stream.py,
functions/change_stream/services.py). Its own code says for each owner which kinds it wants: `EventSubscriptions.wanting` is a
member of the transaction that stores the owner's settings. Its consumer gets a `LibraryEvent` for each.
"""

from pixelflare.events.reading import read_events
from pixelflare.events.subscriptions import EventSubscriptions, pass_on

__all__ = ["EventSubscriptions", "pass_on", "read_events"]
