"""Below the tables: settings of the engines, the queue of writers, bulk, checks and backups."""
