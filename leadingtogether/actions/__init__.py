"""What the project writes over several apps at a time."""
