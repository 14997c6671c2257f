"""Explaining: why a case is as it is, what would change it, and why something did not come."""
