"""Make the README's pictures from the demo world while `make run` runs: python scripts/pictures.py [PORT]."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
# Who looks, at what, how wide, and how much of it (a height, or None for the whole page).
PICTURES = (
    ("coordinator", "/", 1280, 900, "today"),
    ("coordinator", "/staff/pairs/", 1280, 700, "pairs"),
    ("lay partner", "/", 390, 844, "home-on-a-phone"),
)


def links(base: str) -> dict[str, str]:
    """Return the demo's sign-in links by role, as `manage.py demo_links` prints them."""
    command = [sys.executable, "manage.py", "demo_links"]
    printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r"^  (\S+(?: partner)?)\s.*?https?://[^/]+(/\S+)$", printed, re.MULTILINE)
    return {role: base + path for role, path in rows}


def take(browser: Browser, base: str, doors: dict[str, str]) -> None:
    """Sign in as each role and keep what its page shows."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for role, path, width, height, name in PICTURES:
        page = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB").new_page()
        page.goto(doors[role])
        page.locator("main button[type=submit]").click()
        page.goto(base + path)
        page.screenshot(path=folder / f"{name}.png")
        print(folder.relative_to(ROOT) / f"{name}.png")


def main() -> None:
    """Take every picture."""
    base = f"http://127.0.0.1:{sys.argv[1] if len(sys.argv) > 1 else 8000}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        take(browser, base, links(base))
        browser.close()


if __name__ == "__main__":
    main()
