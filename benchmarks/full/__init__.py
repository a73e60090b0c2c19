"""The lessons and the classifier at full size, with stand-ins for the downloads. See benchmarks/README.md."""
