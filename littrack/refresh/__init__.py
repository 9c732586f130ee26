"""One run of the tracker: ask every search, fetch what is wanted, publish it all at once, prove nothing was lost."""
