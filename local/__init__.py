"""The local cloud: brings a synthesized application up on a laptop and plays its edge."""
