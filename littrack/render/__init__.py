"""Plain objects turned into text for people: the terminal and documents. No input or output."""
