"""Git: policy sets read from commits, without a checkout."""
