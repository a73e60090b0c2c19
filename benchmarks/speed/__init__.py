"""Times and memory beside the textbook way: `python -m benchmarks.speed.run`; README.md keeps the last table."""
