"""Runs a command in a pseudo-terminal and types a script into it; prints what the terminal shows.

The script (standard input) is JSON: [[text to wait for, text to type], ...]. Exits with the command's status.
"""

import json
import os
import pty
import select
import sys
import time

TIMEOUT_S = 100
READ_BYTES = 65536
KEY_S = 0.01


def main():
    script = json.load(sys.stdin)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    seen = b""
    searched = 0
    for awaited, typed in script:
        deadline = time.monotonic() + TIMEOUT_S
        while awaited.encode() not in seen[searched:]:
            if time.monotonic() > deadline:
                sys.stdout.buffer.write(seen)
                sys.exit(f"\ntimeout waiting for {awaited!r}")
            seen += read(terminal)
        searched = seen.index(awaited.encode(), searched) + len(awaited.encode())
        # Key by key: readline takes several at once for pasted text, in which a tab completes nothing.
        for key in typed:
            os.write(terminal, key.encode())
            time.sleep(KEY_S)
    while True:
        more = read(terminal, TIMEOUT_S)
        if more == b"":
            break
        seen += more
    _, status = os.waitpid(pid, 0)
    sys.stdout.buffer.write(seen)
    sys.exit(os.waitstatus_to_exitcode(status))


def read(terminal, timeout_s=0.05):
    ready, _, _ = select.select([terminal], [], [], timeout_s)
    if not ready:
        return b""
    try:
        return os.read(terminal, READ_BYTES)
    except OSError:
        return b""


main()
