"""Describing: the API as OpenAPI describes it."""
