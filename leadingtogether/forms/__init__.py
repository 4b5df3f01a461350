"""Forms of pages that stand over all apps."""
