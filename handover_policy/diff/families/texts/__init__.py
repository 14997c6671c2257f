"""Texts: what messages, layouts and documents say, compared text by text."""
