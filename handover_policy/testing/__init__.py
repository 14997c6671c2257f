"""Policy tests: cases in YAML, run against a policy."""
