"""Rows of files: what the archive holds, and who brought which file where."""
