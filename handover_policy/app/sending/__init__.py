"""Sending: messages of the outbox carried to people, and what became of them written down."""
