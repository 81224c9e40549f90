"""The kinds of documents the checker tells apart. A rule names the kinds it looks at; none named means all."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A kind of document; the value is the code that stands in JSON and on the command line."""

    ND = "nd"
    CT = "ct"
    DP = "dp"
    AR = "ar"
    VR = "vr"
    FI = "fi"
    GW = "gw"
    PD = "pd"
    PS = "ps"
    PN = "pn"
    QZ = "qz"
    ZG = "zg"
    TJ = "tj"
    XF = "xf"
    FY = "fy"
    JC = "jc"
    SD = "sd"
    FL = "fl"

    @property
    def cn(self) -> str:
        """The words officials use for this kind."""
        return _CN[self]


_CN = {
    Kind.ND: "行政规范性文件",
    Kind.CT: "合同、协议",
    Kind.DP: "决策方案",
    Kind.AR: "年度报告、述法",
    Kind.VR: "村规民约、居民公约",
    Kind.FI: "政府信息公开答复",
    Kind.GW: "通用公文",
    Kind.PD: "行政处罚决定书",
    Kind.PS: "当场处罚决定书",
    Kind.PN: "处罚告知、听证文书",
    Kind.QZ: "行政强制文书",
    Kind.ZG: "责令改正文书",
    Kind.TJ: "调解协议",
    Kind.XF: "信访文书",
    Kind.FY: "复议答复、应诉文书",
    Kind.JC: "行政检查文书",
    Kind.SD: "送达文书",
    Kind.FL: "法律、法规、司法解释的文本",
}
