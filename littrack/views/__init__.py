"""What each page of the site says, as frozen dataclasses read from the database; no HTML and no web framework."""
