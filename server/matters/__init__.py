"""What a supervisor has to settle at a place: one list, and what can be done about each matter.

Each module reads one sort of matter with a fixed number of statements; ``listing`` joins them.
"""
