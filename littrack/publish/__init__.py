"""The whole site as files that need no server."""
