"""What was already told in a digest."""

DIGESTS = """
"""
