"""Scores on real titles: each script says what it asks, and keeps the result in the `.json` file beside it."""
