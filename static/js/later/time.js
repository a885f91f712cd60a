// The time to judge by, as it was typed.

const { trimmed } = globalThis.causes;
const FIRST_YEAR = -62_135_596_800;
const LAST_YEAR = 253_402_300_799;
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?(Z| ?UTC|[+-]\d\d:\d\d)?)?$/;

// A time in seconds since 1970, from seconds or a date; null for anything else.
function timeOf(typed) {
  const text = trimmed(typed);
  if (/^\d{1,11}(?:\.\d{1,6})?$/.test(text)) return Number(text);
  const found = TIME.exec(text);
  if (!found) return null;
  const [, day, minute = "00:00", second = ":00", zone = "Z"] = found;
  const local = new Date(`${day}T${minute}${second}Z`);
  const exists = !Number.isNaN(local.getTime()) && local.toISOString().startsWith(`${day}T${minute}`);
  const at = exists ? Date.parse(`${day}T${minute}${second}${zone.includes("UTC") ? "Z" : zone}`) / 1000 : NaN;
  return at >= FIRST_YEAR && at <= LAST_YEAR ? at : null;
}

Object.assign(globalThis.causes, { timeOf });
