"""Proving: the page that tells anybody whether something was recorded, and when."""
