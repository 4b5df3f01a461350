"""The structure of the house, where no linter looks: layers of foreign keys, lengths, names, nothing inline."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(settings.BASE_DIR)
# Lower first. An app may hold foreign keys to its own row and to rows above it in this list, never to one below.
LAYERS = [
    {"common"},
    {"people"},
    {"messaging"},
    {"cohorts"},
    {"recruitment"},
    {"pairing"},
    {"workshops", "projects"},
    {"access", "evaluation"},
    {"leadingtogether"},
]
HEIGHT = {label: height for height, row in enumerate(LAYERS) for label in row}
PACKAGES = [
    "access",
    "cohorts",
    "common",
    "evaluation",
    "leadingtogether",
    "messaging",
    "people",
    "projects",
    "workshops",
]
LONGEST_TEMPLATE = 120
LONGEST_MODULE = 400
LONGEST_VIEW = 30


def modules() -> list[Path]:
    """Return the project's own modules, without migrations."""
    return sorted(
        path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
    )


def templates() -> list[Path]:
    """Return every template of the project."""
    return sorted((ROOT / "templates").rglob("*.*"))


def our_models() -> list[type[models.Model]]:
    """Return every model of the project, hidden through-models too."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in HEIGHT]


def lines(path: Path) -> int:
    """Count the lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def test_layers_name_every_app_of_the_project() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES}

    assert ours == set(HEIGHT)


def test_foreign_keys_never_point_up_the_layers() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in HEIGHT
        if not may_point(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert upward == []


def may_point(app: str, target: str) -> bool:
    """Tell whether a model of `app` may hold a foreign key to a model of `target`: itself, or a lower layer."""
    return app == target or HEIGHT[target] < HEIGHT[app]


def test_foreign_keys_protect_except_inside_one_whole() -> None:
    """Deleting a row may take its own parts along (an application its choices), and nothing of another app."""
    careless = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and not model._meta.auto_created
        if field.remote_field.on_delete is not models.PROTECT
        if (field.remote_field.on_delete, field.related_model._meta.app_label)
        != (models.CASCADE, model._meta.app_label)
    ]

    assert careless == []


def test_templates_stay_short() -> None:
    long = [f"{path.relative_to(ROOT)}: {lines(path)}" for path in templates() if lines(path) >= LONGEST_TEMPLATE]

    assert long == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"""\sstyle\s*=\s*["']""", "a style attribute is refused by the CSP; use a class"),
        (r"<style[\s>]", "an inline style sheet is refused by the CSP; use static/"),
        (r"<script(?![^>]*\ssrc=)[^>]*>", "an inline script is refused by the CSP; use static/"),
        (r"""\son[a-z]+\s*=\s*["']""", "an inline handler is refused by the CSP; use static/"),
        (r"javascript:", "a javascript: address is refused by the CSP"),
    ],
)
def test_templates_hold_nothing_inline(pattern: str, why: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0).strip()} ({why})"
        for path in templates()
        if path.suffix == ".html"
        for match in re.finditer(pattern, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert found == []


def test_partials_with_a_form_are_given_its_token() -> None:
    """`only` leaves the token outside: the form would be refused, which a test client does not notice."""
    given = re.compile(r"{% include '(?P<partial>[^']+)'(?P<given>[^%]*) only %}")
    forms = {
        str(path.relative_to(ROOT / "templates")): "{% csrf_token %}" in path.read_text(encoding="utf-8")
        for path in templates()
    }
    without = [
        f"{path.relative_to(ROOT)} → {found['partial']}"
        for path in templates()
        for found in given.finditer(path.read_text(encoding="utf-8"))
        if forms.get(found["partial"]) and "csrf_token=" not in found["given"]
    ]

    assert without == []


def test_modules_stay_short() -> None:
    long = [f"{path.relative_to(ROOT)}: {lines(path)}" for path in modules() if lines(path) > LONGEST_MODULE]

    assert long == []


def view_functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Yield the functions of every views module that take a request."""
    for path in modules():
        if path.stem == "views" or "views" in path.parts:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and [arg.arg for arg in node.args.args[:1]] == ["request"]:
                    yield path, node


def test_view_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}: {length}"
        for path, node in view_functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_VIEW
    ]

    assert long == []


def test_migrations_are_named_for_what_they_do() -> None:
    careless = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("migrations/[0-9]*.py")
        if re.search(r"_(auto_\d|initial$)|_and_more$|_alter_.*_alter_", path.stem)
    ]

    assert careless == []


def patterns_of(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the project with its whole route, the admin's left out."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from patterns_of(entry, route)
        else:
            yield route, entry


def test_every_address_has_a_name() -> None:
    nameless = [route for route, pattern in patterns_of(get_resolver()) if not pattern.name]

    assert nameless == []


def test_no_signal_handlers_and_no_save_overrides() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.FunctionDef) and node.name == "save" and "models" in str(path.relative_to(ROOT)))
        or (isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals")
    ]

    assert found == []


def is_write(node: ast.FunctionDef) -> bool:
    """Tell a write action: it opens a transaction, or names the actor."""
    atomic = any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
    names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
    return not node.name.startswith("_") and (atomic or "by" in names)


def test_actions_that_write_are_keyword_only() -> None:
    positional = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in modules()
        if path.stem == "actions" or "actions" in path.parts
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and is_write(node) and node.args.args
    ]

    assert positional == []
