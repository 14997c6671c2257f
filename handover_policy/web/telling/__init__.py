"""Telling: events as requests hold them, and what becomes of them."""
