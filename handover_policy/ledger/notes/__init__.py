"""What anybody but the writer has to say in a ledger: noted in any process, made rows of it by the company's writer."""
