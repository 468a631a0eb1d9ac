// Server-sent events. The browser resumes by itself with Last-Event-ID; when it gives up, we begin anew after the
// last change that we have seen, so nothing is lost and nothing comes twice.

const WAIT = [500, 1000, 2000, 4000, 8000];

export function follow(account, epoch, seq, on) {
  let last = `${epoch}.${seq}`;
  let source = null;
  let timer = null;
  let tries = 0;

  function open() {
    source = new EventSource(`/playground/stream?${new URLSearchParams({ as: account, after: last })}`);
    source.addEventListener("open", () => {
      tries = 0;
      on.connection(true);
    });
    source.addEventListener("change", (event) => {
      last = event.lastEventId;
      on.change(JSON.parse(event.data));
    });
    source.addEventListener("around", () => on.around());
    source.addEventListener("reset", () => {
      stop();
      on.reset();
    });
    source.addEventListener("error", () => {
      on.connection(false);
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, WAIT[Math.min(tries++, WAIT.length - 1)]);
    });
  }

  function stop() {
    clearTimeout(timer);
    source.close();
  }

  open();
  return stop;
}
