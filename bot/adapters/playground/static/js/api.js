// Requests to the server. A `Failed` says in words what went wrong, and whether trying again makes sense.

export class Failed extends Error {
  constructor(message, status, again) {
    super(message);
    this.status = status;
    this.again = again;
  }
}

const NO_CONNECTION = "No connection to groupmate.";

function address(path, params) {
  return `/playground/${path}?${new URLSearchParams(params)}`;
}

function understood(status, body) {
  if (status >= 200 && status < 300) return body;
  const words = body?.failed ?? body?.error ?? `The server answered ${status}.`;
  throw new Failed(words, status, status === 503 || status >= 500);
}

async function ask(path, params, options) {
  let response;
  try {
    response = await fetch(address(path, params), options);
  } catch {
    throw new Failed(NO_CONNECTION, 0, true);
  }
  return understood(response.status, await response.json().catch(() => null));
}

export function get(path, params = {}) {
  return ask(path, params, {});
}

export function post(path, params, body) {
  return ask(path, params, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

// fetch cannot tell how far an upload is
export function upload(params, payload, file, progress) {
  const form = new FormData();
  form.append("payload", JSON.stringify(payload));
  form.append("file", file, file.name || "file");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address("file", params));
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => progress(event.total ? event.loaded / event.total : 0));
    request.addEventListener("error", () => reject(new Failed(NO_CONNECTION, 0, true)));
    request.addEventListener("load", () => {
      try {
        resolve(understood(request.status, request.response));
      } catch (error) {
        reject(error);
      }
    });
    request.send(form);
  });
}

// crypto.randomUUID exists only in secure contexts; a self-hoster may serve the page under another name
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
