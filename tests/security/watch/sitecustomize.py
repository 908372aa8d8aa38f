"""Python imports this at its start where the folder is on PYTHONPATH: it writes down every connection that is tried.

An audit hook sees what Python's sockets are asked for, by any library, before the system does. Each line of the file
that CONNECTIONS_FILE names is a JSON list: event, host.
"""

import json
import os
import sys

FILE = os.environ.get("CONNECTIONS_FILE")
HOST_AT = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0}
HOST_AT |= {"socket.gethostbyname": 0, "socket.gethostbyaddr": 0}


def _hook(event, arguments):
    if event not in HOST_AT:
        return
    address = arguments[HOST_AT[event]]
    host = address[0] if isinstance(address, tuple) else address
    line = json.dumps([event, host.decode(errors="replace") if isinstance(host, bytes) else host]) + "\n"
    descriptor = os.open(FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, line.encode())
    os.close(descriptor)


if FILE:
    sys.addaudithook(_hook)
