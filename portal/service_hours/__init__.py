"""When people are here: service windows, public holidays, and the expected first answer."""
