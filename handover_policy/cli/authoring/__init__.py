"""Commands for authors of a policy: validate, test."""
