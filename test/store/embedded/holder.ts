/** Not a test: a process that holds an embedded server, to be killed by tests. */

import { Failure } from '../../../src/domain/health/failure.ts';
import { exitCodeOf } from '../../../src/store/embedded/failures.ts';
import { startEmbedded } from '../../../src/store/embedded/start.ts';
import { openClient } from '../../../src/store/single/client.ts';

const [dataDir = '', mode = 'hold'] = process.argv.slice(2);

const say = (...words: readonly unknown[]): void => {
  process.stdout.write(`${words.join(' ')}\n`); // a pipe on Linux: written before it goes on
};

try {
  const server = await startEmbedded({
    dataDir,
    log: (event) => say(event),
    onTaken: (failure) => {
      say('taken', failure.message);
      process.exit(2);
    },
  });
  process.on('SIGTERM', () => {
    void server.stop(2_000).then(() => process.exit(0));
  });
  say('ready', server.how, server.ms, server.host);
  if (mode === 'write') {
    const { sql } = openClient(server.server, { name: 'writer' });
    await sql`create table if not exists written (id bigint generated always as identity)`;
    for (;;) {
      const [row] = await sql<{ id: string }[]>`insert into written default values returning id`;
      say('row', row?.id);
    }
  }
  setInterval(() => {}, 60_000);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  say(`${error.category}/${error.reason}`, error.message);
  process.exit(exitCodeOf(error));
}
