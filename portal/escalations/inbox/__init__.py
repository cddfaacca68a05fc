"""The inbox: lists of cases, in the order in which they are due."""
