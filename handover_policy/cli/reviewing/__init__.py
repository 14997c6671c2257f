"""Commands for reviewers of a policy: lint."""
