"""The address at which notebooks of people's own import `make_keyed_vectors`; its home is `similarity`."""

from lessonlib.embeddings.similarity import make_keyed_vectors

__all__ = ["make_keyed_vectors"]
