"""Telling: a plan as text, JSON, markdown and one page."""
