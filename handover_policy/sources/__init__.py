"""Edges that bring policy sets, schemas and message templates in: folders, and what ships with the product."""
