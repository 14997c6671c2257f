"""Nodes in, typed rows out."""
