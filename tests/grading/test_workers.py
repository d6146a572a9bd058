"""The processes that judge a class end with the one that started them."""

import os
import signal
import subprocess
import sys

import pytest
from platforms import SIGNALS

WAITING = """
import time
from backprop_cli.grading.workers import executor_of
if __name__ == "__main__":
    with executor_of(2, None) as pool:
        for _ in range(2):
            pool.submit(time.sleep, 300)
        print("ready", flush=True)
        time.sleep(300)
"""


@pytest.mark.slow
@pytest.mark.skipif(not SIGNALS, reason="no such signals here")
def test_workers_end_where_whoever_started_them_is_killed(tmp_path):
    (tmp_path / "waiting.py").write_text(WAITING)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = [sys.executable, str(tmp_path / "waiting.py")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, env=environment, text=True) as started:
        assert started.stdout and started.stdout.readline() == "ready\n"
        started.send_signal(signal.SIGKILL)
        # Standard output is theirs as well: it ends when the last of them has.
        assert started.communicate(timeout=60)[0] == ""
