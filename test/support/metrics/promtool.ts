import { spawnSync } from 'node:child_process';

/** Whether Prometheus' own checker is on this machine (Debian has it in the package `prometheus`). */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** What `promtool check metrics` says of a scrape; empty when it has nothing to say. */
export function promtoolSays(scrape: string): string {
  const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: scrape,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.trim();
}
