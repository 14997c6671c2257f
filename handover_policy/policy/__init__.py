"""YAML text in, PolicySet out: positions, schemas, references, inheritance, versions."""
