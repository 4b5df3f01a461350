"""Loads each template once for each language, so that its words can be settled when it is loaded."""

from collections.abc import Sequence
from typing import Any

from django.template import Origin, TemplateDoesNotExist
from django.template import Template as DjangoTemplate
from django.template.loaders import base, cached
from django.utils.translation import get_language

from common.templating.template import Template


class _Maker(base.Loader):
    """Makes our templates, where Django's loader makes its own."""

    def get_template(self, template_name: str, skip: Sequence[Origin] | None = None) -> DjangoTemplate:
        """Return the first template of this name that is not to be skipped; raise TemplateDoesNotExist."""
        tried: list[tuple[Origin, str]] = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return Template(contents, origin, str(origin.template_name), self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)

    def get_contents(self, origin: Any) -> str:
        """Return the source of a template, from whichever loader found it."""
        return str(origin.loader.get_contents(origin))


class Loader(cached.Loader, _Maker):
    """Django's cached loader, with a template of its own for each language."""

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """Return what a template is kept under: its name, the language, and what was skipped."""
        return f"{get_language()}-{super().cache_key(template_name, skip)}"
