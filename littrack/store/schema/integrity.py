"""What sources beside PubMed say happened to a study."""

INTEGRITY = """
"""
