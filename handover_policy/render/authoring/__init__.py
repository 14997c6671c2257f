"""Authoring: what people write in notifications/, read and fenced in."""
