"""Webhooks: events to machines of others, signed, and never to where nobody may reach."""
