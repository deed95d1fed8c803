"""The local cloud: starts a synthesized application on a laptop and plays its edge."""
