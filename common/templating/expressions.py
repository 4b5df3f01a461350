"""Values in templates: what Django's do, without what `a.b` does not need.

Django looks up every value as if it might be missing, be a place in a list, or be about to fail, and goes through
filters that are not there. Whatever is not plain is left to Django, so that it means what it means in Django.
"""

from collections.abc import Mapping
from typing import Any

from django.template.base import FilterExpression, Parser, Variable, VariableDoesNotExist
from django.template.context import Context


class Expression(FilterExpression):
    """A value with its filters, or without any: then it is no more than looked up."""

    __slots__ = ("plain",)

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.filters = [
            (function, [(looked_up, Lookup(value.var) if looked_up else value) for looked_up, value in arguments])
            for function, arguments in self.filters
        ]
        self.plain = self.is_var and not self.filters
        if self.is_var:
            self.var = Lookup(self.var.var)

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's own
        """Return the value; one that is not there is None where that is no failure, else an empty text."""
        if self.plain:
            try:
                return self.var.resolve(context)
            except VariableDoesNotExist:
                if ignore_failures:
                    return None
        return super().resolve(context, ignore_failures)


class Lookup(Variable):
    """A name, with what is asked of it after each point."""

    __slots__ = ()

    def resolve(self, context: Mapping[str, Any] | Context | int | str) -> Any:
        """Return the value. What is not there, or fails, is looked up again by Django, which knows what to say."""
        if self.lookups is None or self.translate or not isinstance(context, Context):
            return super().resolve(context)
        try:
            return _found(self.lookups, context)
        except Exception:  # noqa: BLE001 - which errors are silent in a template is Django's to say
            return super().resolve(context)


def _found(names: tuple[str, ...], context: Context) -> Any:
    """Return what a template means by these names; raise any error where that is not plain."""
    for values in reversed(context.dicts):
        if names[0] in values:
            current = values[names[0]]
            break
    else:
        raise LookupError(names[0])
    if callable(current):
        current = _called(current)
    for name in names[1:]:
        current = _part(current, name)
        if callable(current):
            current = _called(current)
    return current


def _part(whole: Any, name: str) -> Any:
    """Return `whole[name]`, or `whole.name` where there is no such key."""
    if hasattr(type(whole), "__getitem__"):
        try:
            return whole[name]
        except (TypeError, AttributeError, KeyError, ValueError, IndexError):
            pass
    return getattr(whole, name)


def _called(value: Any) -> Any:
    """Return what can be called, called if it may be."""
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise LookupError(value)
    return value()
