/**
 * Reads a `Retry-After` header (RFC 9110, 10.2.3): seconds or a date.
 *
 * @param nowMs the moment of the attempt, UTC milliseconds, against which a date is measured.
 * @returns milliseconds to wait, at most one day; undefined where the header is absent or unreadable.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const day = 86_400_000;
  if (/^\d{1,9}$/.test(header.trim())) return Math.min(Number(header.trim()) * 1000, day);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at - nowMs, 0), day);
}
