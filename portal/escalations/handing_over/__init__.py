"""The review page: what travels with a request, looked at before it is sent."""
