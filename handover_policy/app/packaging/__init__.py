"""Packaging: what a leaver leaves to who goes on with the work, as one file, made by itself and kept in the archive."""
