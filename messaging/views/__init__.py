"""Pages of messaging, all for coordinators."""
