"""Articles as the portal keeps them: joins `articles` and `search` with the database."""
