"""A viewer's miss, in the order in which it happens.

parse     what the path names, by its grammar alone
look_up   the path's claim, then the image's record
redirect  the answer is another address, or the facts: done
find      the stored picture, where the edge can not have looked for it already
permit    whether this viewer may have a missing one made
make_once under a lease, stored while the answer is announced
answer    the bytes, once the record has been read for them
"""

from pixelflare.delivery.answer import answer
from pixelflare.delivery.answers import Answer
from pixelflare.delivery.find import find
from pixelflare.delivery.lookup import look_up
from pixelflare.delivery.make import make_once
from pixelflare.delivery.parse import parse
from pixelflare.delivery.permit import permit
from pixelflare.delivery.records import View
from pixelflare.delivery.redirect import redirect
from pixelflare.delivery.services import CdnServices


def serve(view: View, services: CdnServices) -> Answer:
    """What is behind a path that S3 did not have, or may not give out by itself.

    Raises NotFound, Unauthorized (private), Gone (expired), Forbidden (options that nobody has signed for),
    RateLimited, BudgetReached, Unavailable (another is still making it, or it takes too long).
    """
    seen = look_up(parse(view), services)
    if isinstance(seen, Answer):
        return seen
    elsewhere = redirect(seen, services)
    if elsewhere is not None:
        return elsewhere
    found = permit(find(seen, services), services)
    return answer(make_once(found, services), services)
