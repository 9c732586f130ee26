"""Documents for word processors and printers: .docx and .pdf, by the libraries of the ``office`` extra."""
