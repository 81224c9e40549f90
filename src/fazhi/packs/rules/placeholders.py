"""G001: what was left to be filled in."""

from __future__ import annotations

from fazhi.kernel.lint import pattern_rule

G001 = pattern_rule(
    code="G001",
    name="placeholder",
    title="占位符没有填写",
    why="草稿里留空的数字、名称、日期没有填上就印发，公布后内容不完整。",
    basis=("文字规范：公文内容应当完整，印发前填实留空之处",),
    severity="error",
    message="疑似留空未填",
    suggestion="填上实际内容，或者删去这一句",
    patterns=(r"@(?:件|份|人|次|元|名|条|起|个|家|户|场|项)",),
    each=True,
    bad=("今年以来成功调处矛盾纠纷@件，涉及家庭、工伤赔偿等领域。", "共培训＠人次。"),
    good=("联系邮箱：someone@example.com。",),
)
