"""Dossier: the evidence of one case as one file, and what anybody can check of it who has no more than that file."""
