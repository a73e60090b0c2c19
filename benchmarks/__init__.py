"""What the course's code costs (`speed`), and how good its classifiers are on real titles (`quality`)."""
