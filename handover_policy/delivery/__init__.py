"""Delivery: an edge: messages carried to people by mail, telephone and messengers, each provider a module."""
