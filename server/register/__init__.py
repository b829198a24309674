"""The office's register: who is responsible where, which places there are, since when."""
