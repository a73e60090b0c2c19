"""Helpers of the course on word embeddings: small rooms that the four notebooks import from."""
