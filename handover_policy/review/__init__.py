"""For authors and reviewers: what a policy does, checked and told."""
