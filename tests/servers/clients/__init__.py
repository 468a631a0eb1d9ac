"""Bots written with other people's libraries, as processes: `async with running("echo_slack.mjs", …) as ready`."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from filelock import FileLock

FOLDER = Path(__file__).parent
READY_WITHIN = 30
STOPPED_WITHIN = 10
INSTALLED_WITHIN = 100
OLDEST_NODE = 18


def missing() -> str | None:
    """What keeps the clients from running here, after having tried to install them; None when they can run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        return "node"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().removeprefix("v").split(".")[0]) < OLDEST_NODE:
        return f"node {OLDEST_NODE} or newer (this is {version.strip()})"
    return _installed(npm)


def _installed(npm: str | None) -> str | None:
    mark = FOLDER / "node_modules" / ".installed"
    wanted = sha256((FOLDER / "package.json").read_bytes()).hexdigest()
    # All workers of a run come here at once.
    with FileLock(
        Path(tempfile.gettempdir()) / f"groupmate-clients-{sha256(str(FOLDER).encode()).hexdigest()[:12]}.lock"
    ):
        if mark.exists() and mark.read_text("utf-8") == wanted:
            return None
        if npm is None:
            return "npm"
        command = [npm, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
        try:
            done = subprocess.run(
                command, check=False, cwd=FOLDER, capture_output=True, text=True, timeout=INSTALLED_WITHIN
            )
        except subprocess.TimeoutExpired:
            return "a package registry that answers"
        if done.returncode:
            return f"what npm should have installed ({done.stderr.strip()[-300:]})"
        mark.write_text(wanted, "utf-8")
    return None


@asynccontextmanager
async def running(script: str, **settings: str) -> AsyncIterator[dict[str, Any]]:
    """The script as a child, from the moment it says that it is ready; it must end by itself when told, and complain of nothing."""
    environment = {"PATH": os.environ["PATH"], "HOME": tempfile.gettempdir(), **settings}
    node = shutil.which("node")
    assert node is not None
    child = await asyncio.create_subprocess_exec(
        node, FOLDER / script, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stderr is not None
    complaints = asyncio.create_task(child.stderr.read())
    try:
        line = await asyncio.wait_for(child.stdout.readline(), READY_WITHIN)
        if not line:
            raise RuntimeError(f"{script} ended before it was ready:\n{(await complaints).decode()}")
        yield json.loads(line)
        child.terminate()
        await asyncio.wait_for(child.wait(), STOPPED_WITHIN)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        said = (await complaints).decode()
    assert (child.returncode, said) == (0, ""), f"{script} ended with {child.returncode}:\n{said}"
