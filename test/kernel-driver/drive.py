"""Drives one real Jupyter kernel: commands in as JSON lines, everything that the kernel says out as JSON lines.

Commands: {"op": "run", "id": 1, "code": "..."}; {"op": "send", "type": "comm_msg", "content": {...}, "buffers": [base64]};
{"op": "interrupt"}; {"op": "restart"}; {"op": "kill"}; {"op": "close"}. The end of stdin closes the kernel too.
Events: ready (pid), message (id of the run it belongs to, type, content, metadata, buffers), reply (id, status), dead (code), closed (code).
"""

import base64
import json
import os
import subprocess
import sys
import time

import zmq
from jupyter_client.manager import KernelManager


def emit(event, **fields):
    print(json.dumps({"event": event, **fields}, default=str), flush=True)


def exit_code(manager):
    process = getattr(manager.provisioner, "process", None)
    return None if process is None else process.poll()


class Driver:
    def __init__(self, kernel_name, cwd):
        self.runs = {}
        self.manager = KernelManager(kernel_name=kernel_name)
        self.manager.shutdown_wait_time = 10
        for attempt in range(3):
            # A port that was free a moment ago may be taken by now: try again with others.
            try:
                # Node makes an inherited standard output non-blocking, for us too: a long line would be cut off.
                self.manager.start_kernel(cwd=cwd, stdout=subprocess.DEVNULL)
                self.connect()
                return
            except RuntimeError:
                if attempt == 2:
                    raise
                self.manager.shutdown_kernel(now=True)
                self.manager.cleanup_connection_file()
                self.manager = KernelManager(kernel_name=kernel_name)

    def connect(self):
        self.client = self.manager.client()
        self.client.start_channels(hb=False)
        self.client.wait_for_ready(timeout=90)
        self.alive = True
        self.poller = zmq.Poller()
        for source in (sys.stdin.fileno(), self.client.iopub_channel.socket, self.client.shell_channel.socket):
            self.poller.register(source, zmq.POLLIN)
        emit("ready", pid=self.manager.provisioner.pid)

    def relay(self, channel, event):
        while channel.msg_ready():
            message = channel.get_msg(timeout=1)
            run = self.runs.get(message["parent_header"].get("msg_id"))
            buffers = [base64.b64encode(b).decode() for b in message.get("buffers", [])]
            content = message["content"]
            emit(event, id=run, type=message["msg_type"], content=content, metadata=message["metadata"], buffers=buffers,
                 status=content.get("status"), at=time.time())

    def execute(self, command):
        op = command["op"]
        if op == "run":
            self.runs[self.client.execute(command["code"])] = command["id"]
        elif op == "send":
            message = self.client.session.msg(command["type"], command["content"])
            buffers = [base64.b64decode(b) for b in command.get("buffers", [])]
            self.client.session.send(self.client.shell_channel.socket, message, buffers=buffers)
            if "id" in command:
                self.runs[message["header"]["msg_id"]] = command["id"]
        elif op == "interrupt":
            self.manager.interrupt_kernel()
        elif op == "kill":
            self.manager.signal_kernel(9)
        elif op == "restart":
            self.client.stop_channels()
            self.manager.restart_kernel()
            self.connect()

    def loop(self):
        pending = b""
        while True:
            ready = dict(self.poller.poll(500))
            if self.alive and not self.manager.is_alive():
                self.alive = False
                emit("dead", code=exit_code(self.manager))
            self.relay(self.client.iopub_channel, "message")
            self.relay(self.client.shell_channel, "reply")
            if sys.stdin.fileno() not in ready:
                continue
            chunk = os.read(sys.stdin.fileno(), 1 << 20)
            pending += chunk
            *lines, pending = pending.split(b"\n")
            for command in map(json.loads, lines):
                if command["op"] == "close":
                    return
                self.execute(command)
            if not chunk:
                return

    def close(self):
        process = getattr(self.manager.provisioner, "process", None)
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=not self.alive)
        emit("closed", code=None if process is None else process.poll())


if __name__ == "__main__":
    driver = Driver(sys.argv[1], sys.argv[2])
    try:
        driver.loop()
    finally:
        driver.close()
