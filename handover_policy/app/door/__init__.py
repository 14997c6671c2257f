"""The door for Python: what `handover_policy` exports, as docs/python.md tells it."""
