"""What comes in: events read from JSON, people and cases remembered."""
