"""Custom domains: host names of owners, proven by DNS and served by CloudFront."""

from pixelflare.custom_domains.claims import ClaimServices, claim_domain, is_served, remove_domain, verify_again
from pixelflare.custom_domains.due import ask_again
from pixelflare.custom_domains.progress import DomainServices, check_domain
from pixelflare.custom_domains.resolver import Dns, Resolver
from pixelflare.custom_domains.shown import show_domain
from pixelflare.custom_domains.store import DomainStore

__all__ = [
    "ClaimServices",
    "Dns",
    "DomainServices",
    "DomainStore",
    "Resolver",
    "ask_again",
    "check_domain",
    "claim_domain",
    "is_served",
    "remove_domain",
    "show_domain",
    "verify_again",
]
