"""Phones: how they come in, what each still holds, and what one brought in a file."""
