"""Canonical JSON, trees, the shape of an event; put into verify.py when a bundle is written."""

import json

from sm3 import sm3

# ---- 规范写法和树 -------------------------------------------------------------------------------------------------

ENVELOPE = [
    "act_id",
    "actor",
    "data",
    "evidence",
    "occurred",
    "pack_digest",
    "prev",
    "recorded",
    "run",
    "sealed",
    "seq",
]
ENVELOPE += ["step", "stream", "type", "v"]


def pairs(items):
    """读 JSON 对象；同一个键写两次的不收。"""
    found = dict(items)
    if len(found) != len(items):
        raise ValueError("同一个键写了两次")
    return found


def canonical(value):
    """返回规范写法的字节：键按 UTF-16 排序，没有空白，UTF-8。"""

    def ordered(x):
        if isinstance(x, dict):
            return {k: ordered(x[k]) for k in sorted(x, key=lambda k: k.encode("utf-16-be", "surrogatepass"))}
        return [ordered(y) for y in x] if isinstance(x, list) else x

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def read_canonical(line):
    """返回一行规范 JSON 的值；写法不规范（另一种读法的余地）的不收。"""
    value = json.loads(line.decode("utf-8"), object_pairs_hook=pairs, parse_float=_no_float)
    if canonical(value) != line:
        raise ValueError("写法不规范")
    return value


def _no_float(text):
    raise ValueError("不许有小数：" + text)


def tree_root(leaves):
    """返回一组叶子（字节）的树根：叶子 SM3(00 ‖ 内容)，节点 SM3(01 ‖ 左 ‖ 右)，按不小于一半的二的幂分开。"""
    level = [sm3(b"\x00" + leaf) for leaf in leaves]
    while len(level) > 1:
        above = [sm3(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = above + ([level[-1]] if len(level) % 2 else [])
    return level[0].hex() if level else sm3(b"").hex()


def follows(leaf, index, size, path, root):
    """叶子 leaf 在 size 片叶子的树中排第 index（从 0 起），由 path 能否算到 root（RFC 9162 2.1.3.2）。"""
    if not 0 <= index < size:
        return False
    node, last = sm3(b"\x00" + leaf), size - 1
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = sm3(b"\x01" + bytes.fromhex(sibling) + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sm3(b"\x01" + node + bytes.fromhex(sibling))
        index, last = index >> 1, last >> 1
    return last == 0 and node.hex() == root


def shaped(event):
    """返回一件记录；字段或其类型不合规定的不收。"""
    if sorted(event) != ENVELOPE:
        raise ValueError("字段不是规定的十五项")
    texts = [event[name] for name in ("stream", "prev", "recorded", "type")]
    texts += [file[name] for file in event["evidence"] for name in ("sm3", "sha256")]
    texts += [one["digest"] for one in event["sealed"].values()]
    if not all(isinstance(one, str) for one in texts) or not isinstance(event["data"], dict):
        raise ValueError("字段的类型不对")
    return event
