"""The engines, each in a process of its own that answers lines of JSON: ours, libvips through pyvips, sharp in Node."""
