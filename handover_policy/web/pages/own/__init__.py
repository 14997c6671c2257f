"""Pages of what is somebody's own: the policy, what they signed, their profile and personal data, the certificate."""
