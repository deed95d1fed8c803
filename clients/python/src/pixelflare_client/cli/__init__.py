"""The command `pixelflare`."""
