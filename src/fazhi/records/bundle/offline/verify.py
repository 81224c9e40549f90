#!/usr/bin/env python3
"""核对举证包。只用 Python 3.8 以上的标准库，不联网，不装任何东西，也不用法治工作台的程序。

用法：在解开的文件夹里运行   python verify.py   或   python verify.py --root 六十四位的根
退出码：0 未发现改动；1 有不符之处；2 用法不对或者读不了。各种格式的写法见“说明.txt”。
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path

from sm3 import VECTORS, quick_sm3, sm3
from forms import canonical, follows, pairs, read_canonical, shaped, tree_root

ZERO = "0" * 64
EVENTS, OPENINGS, LIST = "记录/events.jsonl", "记录/密封值.jsonl", "清单.json"
IGNORED = {".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"}


# ---- 核对 ---------------------------------------------------------------------------------------------------------


class Check(object):
    """一个事项的核对：不符之处、不能排除的、顺带查明的；所送事项各是里面的一个。"""

    def __init__(self, folder, root):
        self.folder, self.root = Path(folder), root
        self.findings, self.limits, self.general, self.facts = [], [], [], []
        self.events, self.hashes, self.files = [], [], {}
        self.point, self.points, self.inside = "", {}, 0
        self.quick, self.with_what = quick_sm3()

    def found(self, where, words):
        self.findings.append((where, words))

    def run(self):
        listed = self.read_list()
        contents = self.read_events()
        if contents is not None:
            self.called(listed.get("called", []))
            self.checkpoint(contents, listed)
            self.packs(contents)
            self.openings()
            self.evidence(listed)
        self.general.append("目录.html、期限计算书由记录写出，只核对了与清单一致；与记录有出入的，以记录为准")
        self.general.append("记录只证明当时录入了什么、此后没有改动；录入的是否属实，要看证据")

    def read_list(self):
        """读清单，逐个核对所列文件，并找出多出来的文件。"""
        try:
            listed = json.loads((self.folder / LIST).read_bytes().decode("utf-8"), object_pairs_hook=pairs)
            if listed["format"] != "fazhi-bundle/1":
                raise ValueError("不是 fazhi-bundle/1")
            files = {one["path"]: (one["size"], one["sm3"], one["sha256"]) for one in listed["files"]}
            listed["at"] = {(one["seq"], one["sm3"]): one["path"] for one in listed["evidence"]}
            apart = [one["folder"] + "/" for one in listed.get("called", []) if one["folder"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.found(LIST, "读不了：%s" % error)
            return {"at": {}, "form": "", "root": ""}
        for name in sorted(files):
            self.one_file(name, files[name])
        for name in self.present():
            if name not in files and name != LIST and not any(name.startswith(one) for one in apart):
                self.found(name, "清单里没有这个文件：是后来放进去的")
        self.facts.append("清单所列 %d 个文件已逐个核对（SM3：%s；SHA-256）" % (len(files), self.with_what))
        return listed

    def present(self):
        inside = (path for path in self.folder.rglob("*") if path.is_file())
        names = (path.relative_to(self.folder) for path in inside)
        return sorted(name.as_posix() for name in names if not IGNORED & set(name.parts))

    def one_file(self, name, wanted):
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            self.found(name, "清单里的路径不合规定")
            return
        size, one, other = 0, self.quick(), hashlib.sha256()
        try:
            with (self.folder / name).open("rb") as file:
                for part in iter(lambda: file.read(1 << 20), b""):
                    size += len(part)
                    one.update(part)
                    other.update(part)
        except OSError:
            self.found(name, "不见了：清单里有，文件夹里没有")
            return
        self.files[name] = (size, one.hexdigest(), other.hexdigest())
        if self.files[name] != wanted:
            self.found(name, "被改动：大小、SM3 或 SHA-256 与清单不符")

    def read_events(self):
        """读记录：首行之后每行一件，按链逐件核对。返回首行，读不了就返回 None。"""
        try:
            lines = (self.folder / EVENTS).read_bytes().split(b"\n")
            if lines[-1] != b"":
                self.found(EVENTS, "末尾没有换行：最后一件可能不全")
            else:
                lines.pop()
            contents = read_canonical(lines[0])
            if contents["format"] != "fazhi-export/1":
                raise ValueError("不是 fazhi-export/1")
            listed = contents["streams"]
            if len(listed) != 1:
                raise ValueError("一个举证包只应有一条流")
            listed = listed[0]
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            self.found(EVENTS, "首行读不了：%s" % error)
            return None
        self.chain(lines[1:], listed)
        return contents

    def chain(self, lines, listed):
        self.hashes = [sm3(line).hex() for line in lines]
        read = []
        for seq, line in enumerate(lines, 1):
            try:
                read.append(shaped(read_canonical(line)))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                self.found("%s 第 %d 件" % (EVENTS, seq), "被改动，已不是一件记录：%s" % error)
                read.append(None)
        self.events = [event for event in read if event is not None]
        told = [event and event["prev"] for event in read] + [listed["head"]]  # 每件之后所说的它的哈希
        recorded = ""
        for seq, event in enumerate(read, 1):
            where = "%s 第 %d 件" % (EVENTS, seq)
            before = self.hashes[seq - 2] if seq > 1 else ZERO
            if event is None:
                continue
            if event["stream"] != listed["stream"]:
                self.found(where, "写着属于另一条流")
            if event["seq"] != seq:
                self.found(where, "次序不对：所写序号是 %s，有记录被调换、删去或重复" % event["seq"])
                break
            if event["prev"] != before and not (seq > 1 and read[seq - 2] is None):
                wrong = seq - 1 if seq > 1 and told[seq] == self.hashes[seq - 1] else seq
                self.found("%s 第 %d 件" % (EVENTS, wrong), "被改动：第 %d 件所记的前一哈希与上一件不符" % seq)
                break
            if event["recorded"] < recorded:
                self.found(where, "记录时间早于上一件")
            recorded = event["recorded"]
        else:
            if len(lines) == listed["count"] and read[-1] is not None and self.hashes[-1] != listed["head"]:
                self.found("%s 第 %d 件" % (EVENTS, len(lines)), "末件被改动：哈希不是首行所记的")
        if len(lines) != listed["count"]:
            words = "首行写明 %d 件，实有 %d 件：%s"
            gone = "末尾或中间缺少" if len(lines) < listed["count"] else "多出"
            self.found(EVENTS, words % (listed["count"], len(lines), gone))
        self.facts.append("%d 件记录已逐件核对" % len(lines))

    def called(self, listed):
        """所送事项：每件送出要么连同所送事项在包里，要么写明为什么没有；两边的记录互相指名。"""
        sent = {event["seq"]: event["data"]["child"] for event in self.events if event["data"].get("child")}
        for one in listed:
            if sent.pop(one["run"], None) != one["stream"]:
                self.found(LIST, "第 %s 件没有送出事项 %s" % (one["run"], one["stream"]))
            elif one["folder"] is None:
                self.limits.append("第 %d 件送出的事项不在包内，没有核对：%s" % (one["run"], one["why"]))
            elif one["folder"].startswith("/") or ".." in one["folder"].split("/"):
                self.found(LIST, "所送事项的路径不合规定")
            else:
                self.one_called(one)
        for seq in sorted(sent):
            self.found("%s 第 %d 件" % (EVENTS, seq), "送出了事项，清单里没有说明它在哪里")

    def one_called(self, one):
        """核对一个所送事项，再看它是不是由这一件送出、答复是不是它的结果。"""
        other = Check(self.folder / one["folder"], "")
        other.run()
        name = one["folder"] + "/"
        self.findings += [(name + where, words) for where, words in other.findings]
        self.facts += ["%s：%s" % (one["folder"], words) for words in other.facts]
        self.limits += ["%s：%s" % (one["folder"], words) for words in other.limits]
        self.inside += 1 + other.inside
        self.points[name] = other.point
        parent = other.events[0]["data"].get("parent") if other.events else None
        here = self.events[0]["stream"]
        if not isinstance(parent, dict) or (parent.get("stream"), parent.get("run")) != (here, one["run"]):
            self.found(name, "不是由本事项第 %d 件送出的" % one["run"])
        if other.events and other.events[0]["stream"] != one["stream"]:
            self.found(name, "不是清单所写的事项")
        for event in self.events:
            result = event["data"].get("result")
            if event["run"] != one["run"] or not isinstance(result, dict):
                continue
            if result.get("hash") not in other.hashes[int(result.get("seq", 1)) - 1 :]:
                self.found("%s 第 %d 件" % (EVENTS, event["seq"]), "所记的答复不在所送事项的记录里")

    def checkpoint(self, contents, listed):
        """检查点：根由首行的七项算出，流的头由证明算到根，头之前的每件由树算到头。"""
        point = contents["checkpoint"]
        if point is None:
            self.limits.append("包内没有检查点：如果有人改动后重算了全部哈希，看不出来")
            if self.root:
                self.found("检查点", "给出了根，包内却没有检查点可对")
            return
        where = "检查点第 %s 号" % point.get("number")
        try:
            header = {k: point[k] for k in ("events", "format", "number", "previous", "recorded", "streams", "tree")}
            root = sm3(canonical(header)).hex()
            proof = point["proofs"][0]
            head = {k: proof[k] for k in ("count", "head", "stream", "tree")}
            held = follows(canonical(head), proof["index"], point["streams"], proof["path"], point["tree"])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            self.found(where, "内容有误：%s" % error)
            return
        if root != listed.get("root"):
            self.found(where, "根与清单所写的不符：检查点或清单被改动（算得 %s）" % root)
        if self.root and root != self.root:
            self.found(where, "根与您给出的不符（算得 %s）：不是同一个检查点，或者全部被改写" % root)
        self.point = root
        for name, other in sorted(self.points.items()):
            if other not in ("", root):
                self.found(name, "检查点与外层的不是同一个")
        if not held:
            self.found(where, "这条流的证明算不到根：检查点、证明或记录的头被改动")
        count = head["count"]
        if head["stream"] != contents["streams"][0]["stream"]:
            self.found(where, "证明的是另一条流")
        elif count > len(self.hashes):
            self.found(where, "检查点见过 %d 件，这里只有 %d 件：末尾被去掉" % (count, len(self.hashes)))
        elif self.hashes[count - 1] != head["head"]:
            self.found(where, "前 %d 件不是检查点当时所见：有记录被改写" % count)
        elif tree_root([bytes.fromhex(one) for one in self.hashes[:count]]) != head["tree"]:
            self.found(where, "前 %d 件的树根与检查点所记的不符" % count)
        self.facts.append("%s（%s）的根：%s" % (where, point["recorded"], grouped(root)))
        if not self.root:
            self.general.append(
                "没有给出另行取得的根：如果有人把记录、检查点和清单一并改写，看不出来。"
                "请从门户、纸质公告或旧的举证包取得第 %s 号检查点的根，运行 verify.py --root 根" % point["number"]
            )
        if len(self.hashes) > count:
            words = "检查点之后另有 %d 件记录：其中有无整体改写、末尾有无去掉，看不出来"
            self.limits.append(words % (len(self.hashes) - count))
        else:
            self.general.append("检查点之后如果另有记录而没有放进来，看不出来")
        self.general.append(
            "检查点另有 %d 条流（别的事项等），不在包内，没有核对" % (point["streams"] - 1 - self.inside)
        )

    def packs(self, contents):
        for digest, text in contents["packs"].items():
            if sm3(text.encode("utf-8")).hex() != digest:
                self.found("%s 首行" % EVENTS, "规程声明 %s… 的内容与摘要不符" % digest[:12])
        needed = {event["pack_digest"] for event in self.events if event["pack_digest"]}
        missing = needed - set(contents["packs"])
        if missing:
            self.limits.append("%d 份规程声明不在包内" % len(missing))

    def openings(self):
        """密封值：SM3(盐 ‖ 值的规范写法) 应是记录中所写的摘要。"""
        sealed = {(e["seq"], path): s for e in self.events for path, s in e["sealed"].items()}
        erased = {place for e in self.events if e["type"] == "erased" for place in e["data"].get("fields", ())}
        opened = 0
        if OPENINGS in self.files:
            for number, line in enumerate((self.folder / OPENINGS).read_bytes().splitlines(), 1):
                where = "%s 第 %d 行" % (OPENINGS, number)
                try:
                    one = json.loads(line.decode("utf-8"), object_pairs_hook=pairs)
                    place = (one["seq"], one["path"])
                    digest = "sm3:" + sm3(bytes.fromhex(one["salt"]) + one["value"].encode("utf-8")).hex()
                except (ValueError, KeyError, TypeError) as error:
                    self.found(where, "读不了：%s" % error)
                    continue
                if place not in sealed:
                    self.found(where, "记录中没有这一项密封值")
                elif sealed[place]["digest"] != digest:
                    self.found(where, "第 %d 件的 %s 与记录中的摘要不符：值被改动" % place)
                else:
                    opened += 1
        gone = sum("%d:%s" % place in erased for place in sealed)
        self.facts.append("密封值 %d 项：核对 %d 项，依法删除 %d 项" % (len(sealed), opened, gone))
        hidden = len(sealed) - opened - gone
        if hidden > 0:
            self.limits.append("%d 项密封值已遮蔽（或没有提供）：摘要在链上，值本身没有核对" % hidden)
        if gone:
            self.limits.append("%d 项个人信息已依法删除：只知道曾经有过，内容再也无从核对" % gone)

    def evidence(self, listed):
        """证据文件：按记录中所写的大小、SM3、SHA-256 核对，不靠清单。"""
        where, seen, checked, masked = listed["at"], set(), 0, 0
        for event in self.events:
            for file in event["evidence"]:
                place = (event["seq"], file["sm3"])
                name = "第 %d 件所附文件 %s…" % (event["seq"], file["sm3"][:12])
                seen.add(place)
                if place not in where:
                    self.found(name, "清单里没有说明它在哪里")
                elif where[place] is None:
                    masked += 1
                    if listed["form"] != "masked":
                        self.found(name, "不在包内，而这不是遮蔽本")
                elif self.files.get(where[place]) != (file["size"], file["sm3"], file["sha256"]):
                    words = "与第 %d 件记录的大小、SM3 或 SHA-256 不符：文件被改动或不见了"
                    self.found(where[place], words % event["seq"])
                else:
                    checked += 1
        for seq, digest in sorted(set(where) - seen):
            self.found("第 %s 件所附文件 %s…" % (seq, str(digest)[:12]), "记录中没有附这个文件")
        self.facts.append("证据文件 %d 个已按记录核对" % checked)
        if masked:
            self.limits.append("%d 个证据文件已遮蔽，不在包内：摘要在链上（见目录），文件本身没有核对" % masked)


def grouped(root):
    return " ".join(root[at : at + 4] for at in range(0, 64, 4))


def main(argv=None):
    parser = argparse.ArgumentParser(description="核对举证包（只用标准库）")
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).resolve().parent), help="解开的文件夹")
    parser.add_argument("--root", default="", help="另行取得的根，六十四位十六进制，可有空格")
    args = parser.parse_args(argv)
    root = "".join(args.root.split()).lower()
    if root and (len(root) != 64 or set(root) - set("0123456789abcdef")):
        print("根应为六十四位十六进制数", file=sys.stderr)
        return 2
    for data, wanted in VECTORS:
        if sm3(data).hex() != wanted:
            print("本程序的 SM3 与国家标准的示例不符：程序被改动", file=sys.stderr)
            return 2
    if not Path(args.folder).is_dir():
        print("没有这个文件夹：" + args.folder, file=sys.stderr)
        return 2
    check = Check(args.folder, root)
    try:
        check.run()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        check.found("包", "内容的写法不合规定，核对到此中断（%s：%s）" % (type(error).__name__, error))
    print("未发现改动" if not check.findings else "发现 %d 处不符" % len(check.findings))
    for where, words in check.findings:
        print("  ✘ %s：%s" % (where, words))
    for words in check.facts:
        print("  · " + words)
    print("不能排除的：")
    for words in check.limits + check.general:
        print("  - " + words)
    return 1 if check.findings else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    raise SystemExit(main())
