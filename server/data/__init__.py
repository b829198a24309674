"""Division lists that ship with the product; SOURCES.md names where they come from."""
