"""Articles as the portal keeps them: joins the `articles` and `search` libraries with the database."""
