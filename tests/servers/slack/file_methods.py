"""Files: the three steps of an upload, what is known of a file, and its download."""

from __future__ import annotations

import mimetypes
import secrets

from aiohttp import web

from tests.servers.slack.chat_methods import checked_body, thread_of, writable
from tests.servers.slack.rendering import file_json, shares_json
from tests.servers.slack.rooms import Room
from tests.servers.slack.things import ApiError, File, Json, Message
from tests.servers.slack.workspace import Workspace

UPLOAD_MAX = 1_000_000_000
ALT_MAX = 1_000
LOGIN_PAGE = (
    "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to the workspace</body></html>"
)


def new_file(space: Workspace, user_id: str, name: str, media_type: str | None = None) -> File:
    guessed = media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = File(space.new_id("F"), name, name, guessed, user_id, space.now())
    space.files[file.id] = file
    return file


def get_upload_url(space: Workspace, params: Json) -> Json:
    if params["length"] <= 0:
        raise ApiError("invalid_arguments", messages=["[ERROR] length must be positive [json-pointer:/length]"])
    if params["length"] > UPLOAD_MAX:
        raise ApiError("file_upload_size_restricted")
    if len(params.get("alt_txt") or "") > ALT_MAX:
        space.violate("files.getUploadURLExternal: alt_txt is too long")
        raise ApiError("alt_txt_too_large")
    file = new_file(space, space.bot.id, params["filename"])
    file.length, file.alt = params["length"], params.get("alt_txt")
    ticket = secrets.token_urlsafe(24)
    space.upload_tickets[ticket] = file
    return {"upload_url": f"{space.origin}/upload/v1/{ticket}", "file_id": file.id}


def complete_upload(space: Workspace, params: Json) -> Json:
    asked = params["files"]
    if not isinstance(asked, list) or not asked or any(not isinstance(one, dict) or "id" not in one for one in asked):
        space.violate("files.completeUploadExternal: files is no list of objects with an id")
        raise ApiError("invalid_arguments", messages=["[ERROR] must have an id [json-pointer:/files/0]"])
    files = []
    for one in asked:
        file = space.files.get(one["id"])
        if file is None or file.user != space.bot.id or file.complete or file.data is None:
            space.violate(
                f"files.completeUploadExternal: {one['id']} is unknown, complete, or nothing was sent to its address"
            )
            raise ApiError("file_not_found")
        file.title = one.get("title") or file.name
        files.append(file)
    channels = (
        [params["channel_id"]]
        if params.get("channel_id")
        else [c for c in (params.get("channels") or "").split(",") if c]
    )
    rooms = [writable(space, channel) for channel in channels]
    if any(not room.with_bot for room in rooms):
        raise ApiError("not_in_channel")
    threads = [thread_of(space, "files.completeUploadExternal", room, params.get("thread_ts")) for room in rooms]
    text, blocks = checked_body(space, "files.completeUploadExternal", _comment(params), needed=False)
    for file in files:
        file.complete = True
    answer = [file_json(space, file) | {"shares": {}, "channels": [], "groups": [], "ims": []} for file in files]
    for room, thread_ts in zip(rooms, threads, strict=True):
        message = Message(room.id, space.ts(), space.bot.id, text, blocks, uploads=list(files), by_bot=True)
        message.thread_ts = thread_ts
        room.add(message)
    return {"files": answer}


def _comment(params: Json) -> Json:
    if params.get("blocks") and params.get("initial_comment"):
        raise ApiError("invalid_arguments", messages=["[ERROR] give either blocks or initial_comment"])
    return {
        "text": params.get("initial_comment") or (" " if params.get("blocks") else ""),
        "blocks": params.get("blocks"),
    }


def _visible(space: Workspace, file: File) -> bool:
    return file.user == space.bot.id or any(_in(space.rooms[channel]) for channel, _ in file.shares)


def _in(room: Room) -> bool:
    return room.with_bot or room.kind == "channel"


def files_info(space: Workspace, params: Json) -> Json:
    file = space.files.get(params["file"])
    if file is None or not file.complete or not _visible(space, file):
        raise ApiError("file_not_found")
    return {"file": file_json(space, file) | shares_json(space, file), "comments": []}


def files_delete(space: Workspace, params: Json) -> Json:
    file = space.files.get(params["file"])
    if file is None:
        raise ApiError("file_not_found")
    if file.user != space.bot.id:
        raise ApiError("cant_delete_file")
    del space.files[file.id]
    return {}


async def receive_upload(space: Workspace, request: web.Request) -> web.Response:
    """The second step: the bytes, bare or as a form."""
    file = space.upload_tickets.get(request.match_info["ticket"])
    if file is None or file.complete:
        return web.Response(status=404, text="not found")
    if request.content_type == "multipart/form-data":
        parts = [part for part in (await request.post()).values() if isinstance(part, web.FileField)]
        data = parts[0].file.read() if parts else b""
        for part in parts:
            part.file.close()
    else:
        data = await request.read()
    if len(data) != file.length:
        space.violate(f"An upload of {file.name} has {len(data)} bytes; {file.length} were announced")
        return web.Response(status=400, text="bad length")
    file.data = data
    space.changes.happened()
    return web.Response(text=f"OK - {len(data)}")


async def download(space: Workspace, request: web.Request) -> web.Response:
    """The bytes for those who may see them; for all others, a page to sign in with, and status 200."""
    token = request.headers.get("Authorization", "")
    file = space.files.get(request.match_info["key"].partition("-")[2])
    allowed = token == f"Bearer {space.bot_token}" and not space.revoked and "files:read" in space.scopes
    if not allowed or file is None or not file.complete or not _visible(space, file):
        if file is not None:
            space.violate(f"{file.name} was asked for without leave to see it")
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    return web.Response(body=file.data, content_type=file.media_type)


FILES = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": files_info,
    "files.delete": files_delete,
}
