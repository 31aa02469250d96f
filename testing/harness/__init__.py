"""What the end-to-end tests and the benchmarks share: the daemon under test, its peers, clients and registries.

Python's standard library only. Everything that is started here is ended here, by its own process number.
"""
