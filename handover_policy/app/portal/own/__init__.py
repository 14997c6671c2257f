"""What is somebody's own: the rules that hold for them, what they signed, their profile and personal data."""
