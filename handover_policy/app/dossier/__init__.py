"""Dossier: the evidence of a case gathered from ledger and archive, written as one file, and checked on any machine."""
