"""The databases: one set of models on SQLite and PostgreSQL."""
