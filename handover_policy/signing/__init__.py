"""Signatures in PDF: the installation's own authority and keys, keys in hardware, and what a signed file shows."""
