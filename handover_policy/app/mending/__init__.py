"""The files of a policy set as they were meant, where that is beyond doubt."""
