"""What people signed, put into PDFs: what is to be done follows from the ledger, and each revision is told of there."""
