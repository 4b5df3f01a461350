"""Breaking the service on purpose: `make chaos` kills what it can while thousands of messages are sent, and counts."""
