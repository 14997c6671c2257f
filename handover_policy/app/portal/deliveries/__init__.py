"""Deliveries as pages show them: how each message stands, what is in trouble, and which channels carry."""
