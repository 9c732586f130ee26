"""The SQL of the schema, which `littrack.store.migrations` puts in place."""
