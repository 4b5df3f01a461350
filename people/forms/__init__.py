"""What people say about themselves, parsed."""
