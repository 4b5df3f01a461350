"""Forms of projects and of case studies."""
