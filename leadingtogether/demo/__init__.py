"""The demo world: one programme, six venues from Crawley to Bristol, told relative to today.

Everything after the applications is written by the same actions that people use, at the moments at which they would
have used them, so that the world is as consistent as a real one. The same seed and day give the same world.
"""
