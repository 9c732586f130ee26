"""One study with all its parts, as a person wants to see it."""
