"""`handover keys`: the keys of the API."""
