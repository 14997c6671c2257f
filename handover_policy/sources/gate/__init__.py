"""The gate: what of a policy set may be read and written, wherever its files and links lead."""
