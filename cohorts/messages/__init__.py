"""What is said to people about programmes."""
