"""What a ledger is kept by and moved with: its state as rows, its consequences, erasing, backing up."""
