"""Pages of hr and managers: the board, people, and what a company without anybody begins with."""
