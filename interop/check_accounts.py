"""Users of one db.sqlite, used by our server and by the Python server at the same time.

    python check_accounts.py STATEDIR URL SECRET

STATEDIR belongs to our server, which runs at URL. Prints JSON: what was seen, by name.
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import caterva2
import httpx
from caterva2.services import srv_utils

state = pathlib.Path(sys.argv[1])
url, secret = sys.argv[2:4]
PASSWORD = "correct horse"
seen = {}


def signs_in(base, user, password=PASSWORD):
    try:
        caterva2.Client(base, (user, password))
    except httpx.HTTPStatusError as error:
        return error.response.status_code
    return True


def add_here(name, superuser=False):
    return srv_utils.add_user(name, password=PASSWORD, is_superuser=superuser, state_dir=state)


def start_python_server():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    conf = pathlib.Path(tempfile.mkdtemp()) / "server.toml"
    conf.write_text("[server]\nlogin = true\n")
    command = [sys.executable, "-m", "caterva2.services.server", f"--conf={conf}", f"--statedir={state}"]
    process = subprocess.Popen(
        [*command, f"--listen=127.0.0.1:{port}"],
        env=os.environ | {"CATERVA2_SECRET": secret},
        stdout=sys.stderr,
    )
    for _ in range(300):
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/roots", timeout=1)
            return process, f"http://127.0.0.1:{port}"
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    raise SystemExit("the Python server does not answer")


# Python writes the database while our server runs.
add_here("root@example.org", superuser=True)
root = caterva2.Client(url, ("ROOT@example.org", PASSWORD))
seen["python user at ours"] = True
seen["python user, wrong password"] = signs_in(url, "root@example.org", "wrong horse")
seen["added at ours"] = root.adduser("ts@example.org", PASSWORD)
session = caterva2.Client(url, ("ts@example.org", PASSWORD)).cookie


def me():
    return httpx.get(f"{url}/auth/me", headers={"Cookie": session}).status_code


seen["session at ours"] = me()

# Both write at once.
failures = []


def many(add, prefix):
    for number in range(5):
        try:
            add(f"{prefix}{number}@example.org")
        except Exception as error:  # noqa: BLE001  whatever it is, the count below tells
            failures.append(repr(error))


threads = [
    threading.Thread(target=many, args=(add_here, "py")),
    threading.Thread(target=many, args=(lambda name: root.adduser(name, PASSWORD), "ours")),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
seen["failures"] = failures
seen["users"] = len(root.listusers())

# The Python server on the same state directory, our server still running.
server, python_url = start_python_server()
try:
    seen["our user at python"] = signs_in(python_url, "TS@example.org")
    there = caterva2.Client(python_url, ("root@example.org", PASSWORD))
    seen["users at python"] = len(there.listusers())
    there.adduser("both@example.org", PASSWORD)
    seen["user of the python server at ours"] = signs_in(url, "both@example.org")
    there.deluser("ts@example.org")
    seen["deleted at python"] = signs_in(url, "ts@example.org")
    seen["session after that"] = me()
    root.deluser("both@example.org")
    seen["deleted at ours"] = signs_in(python_url, "both@example.org")
finally:
    server.terminate()
    server.wait(20)
print(json.dumps(seen))
