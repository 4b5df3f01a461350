"""Ask the web process of this container whether it is well: exit 0 where it is, 1 where it is not."""

import os
import sys
import urllib.error
import urllib.request

# The service answers only to its own name, also from inside.
request = urllib.request.Request(
    f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz",
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0].strip()},
)
try:
    with urllib.request.urlopen(request, timeout=8) as answer:
        print(answer.read().decode())
except urllib.error.HTTPError as refusal:
    sys.exit(f"{refusal}: {refusal.read().decode(errors='replace')}")
except OSError as error:
    sys.exit(str(error))
