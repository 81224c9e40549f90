"""The program ``fazhi``: finds its commands, runs one, and turns refusals into Chinese messages and exit codes.

A command is a module in ``fazhi.cli.commands`` (no database) or ``fazhi.records.commands`` (database) with ``NAME``,
``HELP``, ``configure(parser)`` and ``run(args) -> int``. Adding the module adds the command; see ``discovery``.
Exit codes: 0 fine, 1 findings or a negative answer, 2 wrong use, unreadable input or a defect of the program.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from fazhi import __version__
from fazhi.cli import discovery
from fazhi.cli.parser import Parser
from fazhi.kernel.errors import FazhiError

FINE, FINDINGS, WRONG = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; nothing but KeyboardInterrupt leaves as an exception."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    try:
        return _run(arguments)
    except SystemExit as leave:
        # argparse leaves this way after --help (0) and after wrong use (2).
        return leave.code if isinstance(leave.code, int) else WRONG
    except FazhiError as error:
        print(f"错误 {error.code}：{error}", file=sys.stderr)
    except BrokenPipeError:
        # The reader (head, a closed pager) has seen enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        print(f"错误：{file_trouble(error)}", file=sys.stderr)
    except Exception as error:  # noqa: BLE001  the last place where a defect can be told from a refusal
        print(
            f"程序缺陷（{type(error).__name__}：{error}）。请设FAZHI_DEBUG=1重新运行，把命令和全部输出报给维护者；"
            f"版本{__version__}",
            file=sys.stderr,
        )
        if os.environ.get("FAZHI_DEBUG") == "1":
            import traceback

            traceback.print_exc()
    return WRONG


def _run(arguments: list[str]) -> int:
    parser = Parser(prog="fazhi", description="法治：乡镇（街道）与县司法局的法治工作台")
    parser.add_argument("--version", action="version", version=f"fazhi {__version__}", help="显示版本后退出")
    subparsers = parser.add_subparsers(dest="command", metavar="命令", title="命令", prog="fazhi")
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    command = None
    # Where the first word names a command, the others need not be found: there are many, and a check is to be quick.
    alone = discovery.named(chosen) if chosen is not None and arguments[0] == chosen else None
    for entry in discovery.commands() if alone is None else (alone,):
        # Only the command that will run is imported: help for all must not cost the imports of all.
        sub = subparsers.add_parser(entry.name, help=entry.help, description=entry.help)
        if entry.name == chosen:
            command = discovery.load_command(entry)
            command.configure(sub)
    args = parser.parse_args(arguments)
    if command is None:
        parser.print_help(sys.stderr)
        return WRONG
    code = command.run(args)
    # A reader that has gone away must be noticed here, not when the interpreter flushes at exit.
    sys.stdout.flush()
    return code


def _speak_utf8() -> None:
    """Chinese must come out whatever the locale; a lone surrogate comes out as a JSON escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def file_trouble(error: OSError) -> str:
    """Return in one Chinese sentence why a file could not be read or written, and what to do."""
    name = f"“{error.filename}”" if error.filename is not None else ""
    if isinstance(error, FileNotFoundError):
        return f"找不到文件{name}。核对路径和文件名"
    if isinstance(error, PermissionError):
        return f"没有权限读写{name}。核对文件权限"
    if isinstance(error, IsADirectoryError):
        return f"{name}是文件夹，不是文件。写到具体文件"
    if isinstance(error, FileExistsError):
        return f"{name}已经存在。换一个名字或先移走"
    return f"无法读写{name}（系统提示：{error.strerror or error}）。检查磁盘、网络和路径后重试"
