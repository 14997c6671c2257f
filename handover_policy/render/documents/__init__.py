"""Documents: what people keep, sign and hand on, from a folded case to HTML and plain text."""
