"""Stands in for the package pytest-embedded: a `Dut` whose console is that of the simulated device."""

import os
import re
import time

LONGEST_WAIT_S = 30
LOOK_AGAIN_S = 0.02
# The network is up before a server starts, but the simulated device has no `example_connect` to say so.
ADDRESS_LINE = 'I (0) example_common: - IPv4 address: {},\r\n'


class Console:
    """Whole lines of the file that the device's console is written to."""

    def __init__(self, path, address):
        self.file = open(path, 'rb')
        self.piece = b''
        self.address_line = ADDRESS_LINE.format(address).encode()

    def read(self):
        """What has come since the last call."""
        *lines, self.piece = (self.piece + self.file.read()).split(b'\n')
        return b''.join(self.line(line) for line in lines)

    def line(self, line):
        before = b''
        if self.address_line and b'server' in line.lower():
            before, self.address_line = self.address_line, b''
        return before + line + b'\r\n'


class App:
    """What the build of the device's program left: files of the names that a test asks for, and no options."""

    sdkconfig = {}

    def __init__(self, binary_path):
        self.binary_path = binary_path


class Serial:
    """The flash, of which a device that has just been started has an empty one."""

    def erase_partition(self, name):
        pass


class Dut:
    """The device under test. `expect` waits for what its console says next."""

    def __init__(self, console, binary_path):
        self.app = App(binary_path)
        self.serial = Serial()
        self.console = console
        self.unread = b''

    def expect(self, pattern, timeout=LONGEST_WAIT_S):
        """The match of a regular expression (bytes); what stands before its end has been read then."""
        pattern = pattern.encode() if isinstance(pattern, str) else pattern
        return self.await_match(re.compile(pattern, re.DOTALL), timeout)

    def expect_exact(self, text, timeout=LONGEST_WAIT_S):
        text = text.encode() if isinstance(text, str) else text
        return self.await_match(re.compile(re.escape(text)), timeout)[0]

    def write(self, data):
        """Nothing in these programs reads the console."""

    def await_match(self, pattern, timeout):
        end = time.monotonic() + timeout
        while True:
            self.unread += self.console.read()
            match = pattern.search(self.unread)
            if match:
                self.unread = self.unread[match.end() :]
                return match
            if time.monotonic() > end:
                tail = self.unread[-400:].decode(errors='replace')
                raise TimeoutError(f'not on the console in {timeout} s: {pattern.pattern!r}; after {tail!r}')
            time.sleep(LOOK_AGAIN_S)


def device():
    """The device of this run: test/vendor/run-pytest.ts says where its console is."""
    console = Console(os.environ['VENDOR_CONSOLE'], os.environ['LWIP_TWIN_HOST'])
    return Dut(console, os.environ['VENDOR_BINARIES'])
