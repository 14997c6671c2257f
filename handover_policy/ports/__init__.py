"""What the service asks of its edges, as Protocols: whatever keeps files, whatever carries messages."""
