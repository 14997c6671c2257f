"""Quality: what a policy set says to no purpose, or too long."""
