"""What trials report, pooled: effect measures, models, sensitivity, plots. Pure, in the standard library.

Where to look, from the data to the reader:

- ``effects``, ``measures``: what a trial reports (``Counts``, ``Means``, ``Estimate``) and its effect size.
- ``pooling.pool`` (with ``heterogeneity``, ``mantel_haenszel``, ``results``): the pool and its statistics.
- ``diagnostics``, ``absolute``, ``recompute``: what else the figures say, and whether a paper's add up.
- ``planned.carry_out`` (with ``basis``, ``asked``): a claim's planned synthesis from the appraised works.
- ``findings``, ``words``, ``rows``, ``terminal``: the result as sentences, tables, text and JSON.
- ``forest``, ``icons`` (with ``axis``, ``svg``): plots.

Agreement with R's metafor is held by ``tests/synthesis`` to 1e-6.
"""
