"""Words in their sentence: the encoder of lesson 06, its sample, and search by meaning."""
