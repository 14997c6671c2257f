"""The handbook of a set, prepared with the articles of the statute packs."""
