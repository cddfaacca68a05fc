"""What customers say in their own words: what happened, what they tried, what we can take from it."""
