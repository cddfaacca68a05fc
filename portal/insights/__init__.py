"""What customers look for, what they do not find, and how agents steer the search."""
