"""The domain of Pixelflare: one package a concept, over small stores. See docs/architecture.md for who may import whom."""
