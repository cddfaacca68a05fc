"""One contact person for each case: chosen, stood in for, handed over with words."""
