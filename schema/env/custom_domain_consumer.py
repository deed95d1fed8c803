"""Settings of functions/custom_domain_consumer."""

from schema.env.base import Env, Words


class CustomDomainConsumerEnv(Env):
    core_table: str
    audit_table: str
    domain_queue_url: str
    tenancy_parameter: str
    """Where custom domains are served; there is none while they are off."""
    dns_resolvers: Words
    """Who is asked about records, like `1.1.1.1` or `127.0.0.1:5300`."""
