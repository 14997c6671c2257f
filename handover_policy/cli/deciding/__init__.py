"""Commands that decide events: run."""
