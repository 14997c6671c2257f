"""What hr is to see of messages, and what providers report by themselves."""
