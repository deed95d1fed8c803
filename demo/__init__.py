"""A newcomer's first minute: pictures to look at, and the addresses to find them. Speaks the public API only."""
