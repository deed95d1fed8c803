"""The demo: images to look at, and their addresses. It uses the public API only."""
