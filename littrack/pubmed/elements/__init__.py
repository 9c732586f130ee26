"""Reading the elements of one PubMed record (NLM's DTD pubmed_250101 and the forms before it)."""
