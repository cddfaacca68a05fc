"""What an article is as text: reading, writing, rendering, comparing and checking it.

A library without a web framework or database; `articles/library` holds the articles that ship.
"""
