"""Lessons 01 and 02: word vectors, from the windows they are learned from to GloVe's file and what is wrong with it.

Nothing here needs torch or the network.
"""
