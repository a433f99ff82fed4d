"""Benchmarks: whole processes, side by side with a rival, in one run."""
