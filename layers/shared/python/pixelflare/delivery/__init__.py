"""What viewers get: bytes on a miss, redirects for short links, and nothing any more after a deletion."""
