"""The case as those who answer it see it."""
