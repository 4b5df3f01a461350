"""All writes to projects."""
