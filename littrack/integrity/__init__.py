"""What became of a study after its publication: events from several sources, and what they say together.

Pure rules, without input or output; ``littrack.store.integrity`` keeps the events.
"""
