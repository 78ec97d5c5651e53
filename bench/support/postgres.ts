import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE, serverAt } from '../../src/store/embedded/client.ts';
import { startEmbedded } from '../../src/store/embedded/start.ts';
import type { ServerSettings } from '../../src/store/pool/settings.ts';
import { openClient } from '../../src/store/single/client.ts';

/** A PostgreSQL of the bench's own, with the settings that the daemon gives to its embedded one. */
export interface BenchServer {
  /** An empty database. */
  database(): Promise<{ readonly settings: ServerSettings; readonly url: string }>;
  close(): Promise<void>;
}

export async function startPostgres(): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paperscout-bench-'));
  chmodSync(dataDir, 0o711); // the server may run as another user
  const embedded = await startEmbedded({ dataDir, log() {}, onTaken() {} });
  let made = 0;
  return {
    database: async () => {
      made += 1;
      const name = `bench_${made}`;
      const { sql, close } = openClient(serverAt(embedded.host, DATABASE), { name: 'bench' });
      await sql.unsafe(`create database ${name}`);
      await close();
      const url = `postgres://postgres@localhost/${name}?host=${encodeURIComponent(embedded.host)}`;
      return { settings: serverAt(embedded.host, name), url };
    },
    close: async () => {
      await embedded.stop(5_000);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
