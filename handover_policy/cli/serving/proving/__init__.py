"""Proving: what commands do with the log of a ledger."""
