"""Mail: letters as every server and reader takes them, and the sender over SMTP."""
