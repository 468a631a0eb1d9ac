// Times and days in a zone, in one style everywhere.

const formats = new Map();

function format(kind, zone, options) {
  const key = `${kind} ${zone}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone }));
  return formats.get(key);
}

export function time(iso, zone) {
  return format("time", zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));
}

export function day(iso, zone) {
  return format("day", zone, { weekday: "long", day: "numeric", month: "long" }).format(new Date(iso));
}

export function full(iso, zone) {
  const options = { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" };
  return `${format("full", zone, options).format(new Date(iso))} (${zoneName(zone)})`;
}

export function short(iso, zone) {
  const options = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return format("short", zone, options).format(new Date(iso));
}

export function zoneName(zone) {
  return zone.split("/").pop().replaceAll("_", " ");
}

// the wall clock there, as <input type="datetime-local"> wants it
export function wall(date, zone) {
  const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = Object.fromEntries(format("wall", zone, options).formatToParts(date).map((part) => [part.type, part.value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}
