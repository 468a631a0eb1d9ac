"""A real process that is told to stop before it runs: its platform is reached, and never answers."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.house import ACADEMY

SECRETS = {
    "GROUPMATE_TELEGRAM_TOKEN": "1:a",
    "GROUPMATE_SLACK_BOT_TOKEN": "xoxb-1",
    "GROUPMATE_SLACK_APP_TOKEN": "xapp-1",
}
LIVE = {
    "telegram": '[telegram]\nbase_url = "{address}/bot"\nbase_file_url = "{address}/file/bot"\n',
    "slack": '[slack]\nbase_url = "{address}/api/"\n',
}


@pytest.mark.process
@pytest.mark.parametrize("stop", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.again)])
@pytest.mark.parametrize("name", LIVE)
async def test_it_ends_cleanly(tmp_path: Path, name: str, stop: signal.Signals) -> None:
    reached, over = asyncio.Event(), asyncio.Event()

    async def never_answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await over.wait()
        writer.close()

    server = await asyncio.start_server(never_answer, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    config = tmp_path / "config.toml"
    live = LIVE[name].format(address=address)
    config.write_text(f'{live}[http]\nport = 0\n[[cohorts]]\nkey = "aca"\nprogramme = "{ACADEMY}"\n', encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config)),
        cwd=ACADEMY.parent.parent,
        env={**os.environ, **SECRETS},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(60):
            await reached.wait()
            process.send_signal(stop)
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        over.set()
        server.close()
    assert (process.returncode, out.decode(), err.decode()) == (0, "", "")
