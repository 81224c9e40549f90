"""The checker: a document model, rules with their examples, one run that gives findings.

Reading files is the business of ``fazhi.formats``; which rules there are, of ``fazhi.packs.rules``.
"""

from fazhi.kernel.lint.blocks import BlockKind, Blocks
from fazhi.kernel.lint.context import Context
from fazhi.kernel.lint.cues import cues_of, implied
from fazhi.kernel.lint.document import Document
from fazhi.kernel.lint.finding import Certainty, Finding, Hit, Severity, basis_cn, basis_of
from fazhi.kernel.lint.kinds import Kind
from fazhi.kernel.lint.needs import compiled
from fazhi.kernel.lint.outline import Article, Heading
from fazhi.kernel.lint.rule import Example, Rule, Scope, is_titled, pattern_rule, require_rule, rule
from fazhi.kernel.lint.ruleset import RuleSet
from fazhi.kernel.lint.run import Result, check

__all__ = [
    "Article",
    "BlockKind",
    "Blocks",
    "Certainty",
    "Context",
    "Document",
    "Example",
    "Finding",
    "Heading",
    "Hit",
    "Kind",
    "Result",
    "Rule",
    "RuleSet",
    "Scope",
    "Severity",
    "basis_cn",
    "basis_of",
    "check",
    "compiled",
    "cues_of",
    "implied",
    "is_titled",
    "pattern_rule",
    "require_rule",
    "rule",
]
