"""Tools of the repository, for no lesson in particular: run all notebooks, make pages of them, grade what is handed in.

Nothing that a lesson imports stands here.
"""
