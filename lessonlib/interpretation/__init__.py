"""Lesson 04: what the filters of a trained classifier read, whether explanations are true, and the faults they show.

It only uses classifiers; nothing here trains one.
"""
