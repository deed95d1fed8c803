"""What signs an account in, and a login at GitHub that its owner links to it or removes."""

from pixelflare.linking.begin import begin_linking
from pixelflare.linking.finish import finish_linking, remove_identity
from pixelflare.linking.listing import list_identities
from pixelflare.linking.services import LinkServices

__all__ = ["LinkServices", "begin_linking", "finish_linking", "list_identities", "remove_identity"]
