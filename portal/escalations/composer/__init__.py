"""Writing a reply, and what is checked while one writes."""
