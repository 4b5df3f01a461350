"""Pages on which people see and change what we know of them."""
