"""Writing, reviewing and publishing articles."""
