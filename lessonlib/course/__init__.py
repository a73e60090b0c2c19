"""Tools of the repository, for no lesson in particular: run all notebooks, make pages of them.

Nothing that a lesson imports stands here.
"""
