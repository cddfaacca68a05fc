"""What customers say in their own words, and what of it we can take up."""
