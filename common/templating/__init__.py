"""Django's templates, with what never changes from page to page worked out when a template is loaded."""
