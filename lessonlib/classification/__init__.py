"""Lesson 03: from headlines and labels to a trained network, its probabilities, and what each prediction rests on.

`estimator.HeadlineClassifier` joins all the parts behind scikit-learn's interface.
"""
