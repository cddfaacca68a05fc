"""Who is looking at a case and who is writing to it, so that two do not do the same work."""
