"""Django's own SQLite, which also knows how to fold a text (`common.folding`)."""
