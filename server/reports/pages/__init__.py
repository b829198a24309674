"""The tables of the desk's pages, a module a page, each with its ``TABLES``."""
