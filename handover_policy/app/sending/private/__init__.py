"""What the service tells one person alone: who gets it by which channels, and what stands in it."""
