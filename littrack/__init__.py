"""littrack keeps a health article honest: it sets each claim beside the studies PubMed holds."""

__version__ = "0.1.0"
