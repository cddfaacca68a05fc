"""Finding cases by their words and by what they are about; what solved similar ones."""
