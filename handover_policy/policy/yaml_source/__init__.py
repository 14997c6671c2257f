"""YAML bytes in, nodes out that know their place; typing slips named."""
