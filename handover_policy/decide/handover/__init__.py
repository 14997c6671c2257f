"""The handover track: planning tasks, acting on them, the sheet that closes them."""
