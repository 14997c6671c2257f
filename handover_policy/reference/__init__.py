"""Reference: the keys of policy files, told from their schemas."""
