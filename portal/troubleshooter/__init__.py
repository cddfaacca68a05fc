"""Guided flows: authored decision paths, and customers' runs through them."""
