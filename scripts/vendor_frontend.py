"""Fetch govuk-frontend and htmx with npm and write what the service uses of them to static/vendor.

Run it by hand when a version changes, and commit the result: no node is needed at run time. The code of govuk-frontend
is MIT, its identity is not ours: the typeface, the crest and every address of an asset are removed, and so are the
components that no page uses. The same versions give the same files.
"""

import gzip
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

GOVUK = "govuk-frontend@6.6.0"
HTMX = "htmx.org@2.0.11"
VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
TYPEFACE = "GDS Transport,arial,sans-serif"

UNUSED_COMPONENTS = (
    "accordion|cookie-banner|crest|exit-this-page|feedback|footer|generic-header|header|language-navigation|"
    "password-input|phase-banner|tabs|task-list__hint|service-navigation--inverse|panel--interruption|"
    "file-upload-button|drop-zone|button--inverse|link--inverse|breadcrumbs--inverse|back-link--inverse"
)
# Pages use the utilities for top and bottom margins, widths, type and text alignment. The rest is a third of the file.
UNUSED_UTILITIES = (
    r"\\!-(?:static-|padding-|margin-[0-9]|margin-left-|margin-right-|font-size-(?:80|48|36|27)|"
    r"width-(?:one-quarter|three-quarters))"
)
UNUSED = re.compile(rf"\.govuk-(?:(?:{UNUSED_COMPONENTS})(?![a-z])|{UNUSED_UTILITIES})")
# Colours of the identity that are written out as fallbacks of a custom property: the property always exists here.
FALLBACK = re.compile(r"var\((--govuk-[a-z-]+),#[0-9a-f]{3,6}\)")

START = (
    'document.body.classList.add("js-enabled");'
    '"noModule"in HTMLScriptElement.prototype&&document.body.classList.add("govuk-frontend-supported");'
    "initAll();\n"
)

GOVUK_LICENCE = """The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def unpack(package: str, folder: Path) -> Path:
    """Fetch an npm package without running anything of it, and return the folder of its files."""
    folder.mkdir()
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is not installed. Only this script needs it: the service runs without node.")
    done = subprocess.run([npm, "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (prelude, body) for each rule at the top level of minified CSS; a statement has the body ''."""
    start = depth = opened = 0
    for place, letter in enumerate(css):
        if letter == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened], css[opened + 1 : place]
                start = place + 1
        elif letter == ";" and depth == 0:
            yield css[start : place + 1], ""
            start = place + 1


def trimmed(css: str) -> str:
    """Return CSS without typefaces, prints of the typeface, unused components and unused utilities."""
    kept = []
    for prelude, body in rules(css):
        if prelude.startswith(("@font-face", "@charset")):
            continue
        if prelude.startswith(("@media", "@supports")):
            inner = trimmed(body)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
        elif body == "font-family:sans-serif":
            continue
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [selector for selector in prelude.split(",") if not UNUSED.search(selector)]
            if selectors and body:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def stylesheet(css: str) -> str:
    """Return govuk-frontend's stylesheet with the identity and the unused parts taken out."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).replace("\n", "")
    css = css.replace(TYPEFACE, "arial,sans-serif")
    css = css.replace("-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale", "")
    css = FALLBACK.sub(r"var(\1)", css)
    css = trimmed(css).replace(";}", "}")
    if "url(/" in css or "GDS Transport" in css or "crest" in css:
        sys.exit("A part of the GOV.UK identity is left in the stylesheet.")
    return css + "\n"


def module(script: str) -> str:
    """Return govuk-frontend's module so that it starts itself and names no source map."""
    return re.sub(r"//# sourceMappingURL=.*", "", script).rstrip() + "\n" + START


def write(name: str, text: str) -> None:
    """Write one vendored file and print its size as the network carries it, in bytes."""
    path = VENDOR / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"{name}: {len(text.encode()):,} bytes, {len(gzip.compress(text.encode(), mtime=0)):,} compressed")


def main() -> None:
    """Write every vendored file."""
    with tempfile.TemporaryDirectory() as scratch:
        govuk = unpack(GOVUK, Path(scratch) / "govuk") / "dist" / "govuk"
        write("govuk/govuk.css", stylesheet((govuk / "govuk-frontend.min.css").read_text(encoding="utf-8")))
        write("govuk/govuk.js", module((govuk / "govuk-frontend.min.js").read_text(encoding="utf-8")))
        write("govuk/LICENSE", GOVUK_LICENCE)
        htmx = unpack(HTMX, Path(scratch) / "htmx")
        write("htmx/htmx.min.js", (htmx / "dist" / "htmx.min.js").read_text(encoding="utf-8").rstrip() + "\n")
        write("htmx/LICENSE", (htmx / "LICENSE").read_text(encoding="utf-8"))
        write("README.txt", f"Written by scripts/vendor_frontend.py from {GOVUK} and {HTMX}. Do not edit.\n")


if __name__ == "__main__":
    main()
