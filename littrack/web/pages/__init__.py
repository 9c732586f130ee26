"""The site's pages: read the address, ask one view, print it."""
