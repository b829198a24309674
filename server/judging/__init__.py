"""What the checklist of a compound says, what it rests on, and since when that is known."""
