"""Services beside PubMed, each an adapter of one shape (`littrack.sources.protocol`)."""
