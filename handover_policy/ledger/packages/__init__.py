"""Packages: what is kept of the handover packages that were exported, and how far the ledger was looked through."""
