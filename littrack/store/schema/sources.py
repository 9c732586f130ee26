"""Which source beside PubMed was asked what, and when."""

SOURCES = """
"""
