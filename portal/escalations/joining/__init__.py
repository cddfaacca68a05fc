"""Cases that belong together: linked, merged into one, or split in two."""
