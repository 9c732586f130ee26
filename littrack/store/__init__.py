"""The SQLite database: its schema, what is written to it and what it is asked.

Functions take the database first and work inside the caller's transaction (``littrack.store.transactions``);
called outside one, each is a transaction of its own.
"""
