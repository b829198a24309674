"""The event feed: accepted ops for other systems, each once, by a cursor that loses nothing."""
