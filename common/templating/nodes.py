"""What the parts of a template become when it is loaded."""

import html
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.template.base import Node, TextNode, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import CommentNode, LoadNode, URLNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from common.markup import escaped
from common.routes import plain_address


def settled(node: Node, *, words: bool) -> Node:
    """Return what stands in a template for a node that Django made; without `words` no text is translated."""
    kind = type(node)
    if kind in WORDS and not words:
        return node
    settle = WORDS.get(kind) or REST.get(kind)
    return settle(node) if settle else node


class Shown(VariableNode):
    """`{{ value }}`."""

    def render(self, context: Context) -> str:
        """Return the value as a text of the page."""
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        return shown(value, context)

    # Django adds to an error where it was, while debugging; templates are not settled then.
    render_annotated = render


def shown(value: Any, context: Context) -> str:
    """Return what Django makes of a value on a page, texts and whole numbers without a detour."""
    if isinstance(value, Promise):
        value = str(value)
    kind = type(value)
    if kind is str or kind is SafeString:
        return escaped(value) if context.autoescape else value
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    return render_value_in_context(value, context)


class Named(Node):
    """`{% translate 'Words' as name %}`."""

    def __init__(self, name: str, words: str) -> None:
        self.name, self.words = name, words

    def render(self, context: Context) -> str:
        """Give the words their name."""
        context[self.name] = self.words
        return ""

    render_annotated = render


class Sentence(BlockTranslateNode):
    """`{% blocktranslate %}`, its parts put together once, and where nothing is counted translated as well."""

    def __init__(self, node: BlockTranslateNode) -> None:
        vars(self).update(vars(node))
        self.one = message, self.names = node.render_token_list(node.singular)
        self.many = node.render_token_list(node.plural or [])
        self.said = None if node.plural or node.message_context else gettext(message)

    def render_token_list(self, tokens: list[Any]) -> tuple[str, list[str]]:
        """Return a text with places for values, and their names."""
        message, names = self.many if tokens is self.plural else self.one
        return message, list(names)

    def render(self, context: Context, nested: bool = False) -> SafeString | str:  # noqa: FBT001, FBT002 - Django's own
        """Return the sentence with its values, or give it its name."""
        if self.said is None or nested:
            return super().render(context, nested)
        with context.push(**{name: value.resolve(context) for name, value in self.extra_context.items()}):
            try:
                said = self.said % {name: shown(context[name], context) for name in self.names}
            except (KeyError, ValueError):
                # A value is missing, or the translation holds a place that the sentence has not.
                return super().render(context)
        if not self.asvar:
            return said
        context[self.asvar] = SafeString(said)
        return ""

    render_annotated = render


class Linked(URLNode):
    """`{% url 'name' … %}`."""

    def __init__(self, node: URLNode) -> None:
        vars(self).update(vars(node))
        self.name = str(node.view_name.var)

    def render(self, context: Context) -> str:
        """Return the address, or give it its name."""
        address = plain_address(self.name, [argument.resolve(context) for argument in self.args])
        if address is None:
            return super().render(context)
        if not self.asvar:
            return html.escape(address) if context.autoescape else address
        context[self.asvar] = address
        return ""

    render_annotated = render


def _translated(node: TranslateNode) -> Node:
    expression = node.filter_expression
    if node.message_context or expression.filters or expression.var.literal is None:
        return node
    # Words of a template are safe: nothing of the context is needed to say them.
    words = TranslateNode(expression, node.noop).render(Context())
    return Named(node.asvar, words) if node.asvar else TextNode(words)


def _sentence(node: BlockTranslateNode) -> Node:
    sentence = Sentence(node)
    if sentence.said is None or sentence.names or sentence.extra_context or sentence.asvar:
        return sentence
    try:
        return TextNode(sentence.said % {})
    except (KeyError, ValueError):
        return sentence


def _static(node: StaticNode) -> Node:
    if node.varname or node.path.is_var or node.path.filters:
        return node
    address = StaticNode.handle_simple(node.path.var)
    # Else it depends on whether the page around it is escaped.
    return TextNode(address) if escape(address) == address else node


def _linked(node: URLNode) -> Node:
    return node if node.kwargs or node.view_name.is_var or node.view_name.filters else Linked(node)


def _nothing(_node: Node) -> Node:
    return TextNode("")


WORDS: Final[dict[type, Callable[[Any], Node]]] = {TranslateNode: _translated, BlockTranslateNode: _sentence}
REST: Final[dict[type, Callable[[Any], Node]]] = {
    VariableNode: lambda node: Shown(node.filter_expression),
    StaticNode: _static,
    URLNode: _linked,
    LoadNode: _nothing,
    CommentNode: _nothing,
}
