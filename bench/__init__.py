"""Benchmarks: each prints the CPU time of a piece of work as a ratio to a floor that runs beside it."""
