"""Read models: kept in the push transaction in O(changes), and equal to their rebuild."""
