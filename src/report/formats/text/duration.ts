/** Milliseconds as `mm:ss.SSSs`, minutes unbounded (TimeFormat.java, 12.4). */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.trunc(ms));
  const minutes = String(Math.trunc(whole / 60_000)).padStart(2, '0');
  const seconds = String(Math.trunc((whole % 60_000) / 1000)).padStart(2, '0');
  return `${minutes}:${seconds}.${String(whole % 1000).padStart(3, '0')}s`;
}
