"""Make the README's pictures: python scripts/pictures.py.

Builds a demo world of its own in a temporary folder, on a day that never changes, so that the same program gives the
same pictures; then lets Chromium look at it as each role.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
MOMENT = "2027-03-01T09:00:00+00:00"
LARGEST = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# Who looks, at what, how wide and how high, and the name of the picture.
PICTURES = (
    ("coordinator", "/", 1280, 900, "today"),
    ("coordinator", "/staff/applicants/", 1280, 800, "applicants"),
    ("coordinator", "/staff/draws/", 1280, 760, "draws"),
    ("coordinator", "/staff/pairs/", 1280, 620, "pairs"),
    ("coordinator", "/staff/projects/", 1280, 760, "projects"),
    ("facilitator", "/staff/workshops/led/", 1280, 800, "facilitator"),
    ("evaluator", "/staff/surveys/results/", 1280, 900, "results"),
    ("commissioner", "/staff/surveys/", 1280, 800, "commissioner"),
    ("lay partner", "/", 390, 844, "home-on-a-phone"),
    ("professional partner", "/my/project/", 390, 844, "project-on-a-phone"),
    ("supporter", "/", 390, 844, "supporter-on-a-phone"),
)
# Every process believes that it is the same morning.
THAT_MORNING = (
    "import sys, time_machine; time_machine.travel(sys.argv.pop(1), tick=True).start(); "
    "from django.core.management import execute_from_command_line; execute_from_command_line(sys.argv)"
)


def manage(folder: str, *words: str) -> list[str]:
    """Return the command that runs manage.py on that morning; `folder` holds its database."""
    os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "leadingtogether.settings", "PYTHONPATH": str(ROOT)}
    return [sys.executable, "-c", THAT_MORNING, MOMENT, *words]


@contextmanager
def service() -> Iterator[tuple[str, dict[str, str]]]:
    """Build the world and serve it; give its address, and the sign-in links by role."""
    for name in ("DATABASE_URL", "REDIS_URL", "PRODUCTION"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="pictures-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        for words in (("migrate", "--verbosity", "0"), ("createcachetable", "--verbosity", "0"), ("demo",)):
            subprocess.run(manage(folder, *words), cwd=ROOT, check=True)
        port = base.rpartition(":")[2]
        server = subprocess.Popen(manage(folder, "runserver", "--noreload", port), cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            _wait_for(base)
            yield base, _links(folder, base)
        finally:
            server.terminate()
            server.wait()


def _wait_for(base: str) -> None:
    for _second in range(60):
        try:
            urlopen(f"{base}/healthz")
        except URLError as error:
            if hasattr(error, "code"):
                return
            time.sleep(1)
        else:
            return


def _links(folder: str, base: str) -> dict[str, str]:
    """Return the demo's sign-in links by role, as `manage.py demo_links` prints them."""
    printed = subprocess.run(manage(folder, "demo_links"), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r"^  (\S+(?: (?:partner|lead))?)\s.*?https?://[^/]+(/\S+)$", printed, re.MULTILINE)
    return {role: base + path for role, path in rows}


def take(browser: Browser, base: str, doors: dict[str, str]) -> None:
    """Sign in as each role and keep what its page shows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for role, path, width, height, name in PICTURES:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
        page.goto(doors[role])
        page.locator("main button[type=submit]").click()
        page.goto(base + path)
        page.screenshot(path=FOLDER / f"{name}.png")
        size = shrink(FOLDER / f"{name}.png")
        print(f"docs/pictures/{name}.png, {size // 1000} kB")
        page.context.close()


def shrink(path: Path) -> int:
    """Keep as many colours as fit the largest size, and return the size; text on white needs few."""
    picture = Image.open(path).convert("RGB")
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            break
    return path.stat().st_size


def main() -> None:
    """Take every picture."""
    with service() as (base, doors), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        take(browser, base, doors)
        browser.close()


if __name__ == "__main__":
    main()
