"""Trials as their registries state them, where studies can be read, and how far they reach."""

REGISTRIES = """
"""
