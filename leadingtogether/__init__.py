"""Leading Together: the top package of the service.

`celery -A leadingtogether` finds the Celery application in `leadingtogether.celery` by itself; it is not imported here,
so that a web process without a broker never pays for it.
"""
