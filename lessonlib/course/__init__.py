"""Tools of the repository, for no lesson in particular: run all notebooks, point the links to a fork.

Nothing that a lesson imports stands here.
"""
