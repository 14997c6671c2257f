"""The confirmation sheet on a page: what it says, what changed since somebody signed, and who signs for which party."""
