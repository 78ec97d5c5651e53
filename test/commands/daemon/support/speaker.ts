/** A process that says five lines as the daemon does, and ends as its argument says. */

import { identify } from '../../../../src/app/identity.ts';
import { openLog } from '../../../../src/commands/daemon/log.ts';
import { loadConfig } from '../../../../src/config/config.ts';

const { log } = openLog(loadConfig({ LOG_FORMAT: 'json' }), identify({}));

const say = (lines: number): void => {
  for (let n = 1; n <= lines; n += 1) log.event('daemon.draining', { n });
};

const ways: Readonly<Record<string, () => void>> = {
  SIGKILL: () => process.kill(process.pid, 'SIGKILL'),
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
  abort: () => process.abort(),
  exit: () => process.exit(7),
  /** Talks on after its listener has gone, and says on stderr that it lived through that. */
  talk: () =>
    void process.stdin.once('data', () => {
      let turns = 20;
      const timer = setInterval(() => {
        say(5);
        turns -= 1;
        if (turns > 0) return;
        clearInterval(timer);
        process.stdin.destroy();
        process.stderr.write('still here\n');
      }, 1);
    }),
};

say(5);
ways[process.argv[2] ?? '']?.();
