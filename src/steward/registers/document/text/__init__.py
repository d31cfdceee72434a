"""The text of an edition: sections of Markdown in two languages, read, shown, compared and printed (manual 2.2)."""
