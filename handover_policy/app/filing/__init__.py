"""Filing: files looked at, kept in the archive and noted in the ledger's tables."""
