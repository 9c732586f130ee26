"""Topics: what an article claims, the studies that bear on it, and the searches that watch for new ones.

``model`` holds the dataclasses that cross rooms; ``read`` makes them from ``queries/<topic>/*.yaml``;
``validate`` reports every problem of those files at once.
"""
