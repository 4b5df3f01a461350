"""A template in one language."""

from typing import Final

from django.template import base
from django.template.base import Lexer, Node, NodeList, TextNode, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from common.templating.expressions import Expression
from common.templating.nodes import settled

# Inside it the words are in another language than that in which the template was loaded.
IN_ANOTHER_LANGUAGE: Final = "language"


class Template(base.Template):
    """A template whose fixed parts were settled when it was loaded, in the language that was active then."""

    language: str | None

    def compile_nodelist(self) -> NodeList:
        """Parse the source with our parser; while debugging with Django's, whose errors point at the very tag."""
        self.language = get_language()
        if self.engine.debug:
            return super().compile_nodelist()
        engine = self.engine
        parser = Parser(Lexer(self.source).tokenize(), engine.template_libraries, engine.template_builtins, self.origin)
        nodelist = parser.parse()
        self.extra_data = parser.extra_data
        return nodelist

    def render(self, context: Context) -> SafeString:
        """Return the page, in the language that is active now: one loaded in another is loaded again."""
        if context.template is None and self.name is not None and get_language() != self.language:
            return self.engine.get_template(self.name).render(context)
        return super().render(context)


class Parser(base.Parser):
    """Django's parser, which settles what it can of each tag and puts texts that follow each other together."""

    def compile_filter(self, token: str) -> Expression:
        """Return the value of `{{ … }}`, or of an argument of a tag."""
        return Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        """Add what a tag has become."""
        elsewhere = any(command == IN_ANOTHER_LANGUAGE for command, _token in self.command_stack)
        node = settled(node, words=not elsewhere)
        last = nodelist[-1] if nodelist else None
        if isinstance(node, TextNode) and isinstance(last, TextNode):
            last.s += node.s
        else:
            super().extend_nodelist(nodelist, node, token)
