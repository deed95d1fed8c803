"""Figures that can be measured again: `make bench`. Results go into benchmarks/results, with the settings they hold for."""
