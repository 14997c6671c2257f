"""Wording: what a sentence does to the leaver: which word acts on what, whether it is denied, and on what condition."""
