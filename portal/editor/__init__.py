"""Where agents write, compare, review and publish articles."""
