"""How fast the pages are, and whether they stay so as a service grows: `make bench`."""
