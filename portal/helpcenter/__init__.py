"""What customers see: home, topics, articles, search, and what search engines read."""
