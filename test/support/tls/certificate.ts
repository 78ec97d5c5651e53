import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate that it signed itself, for 127.0.0.1 and localhost, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const words =
  'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out cert -days 2 ' +
  '-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost';

/** Made anew each time; null where no openssl is installed. */
export function selfSigned(): Certificate | null {
  if (spawnSync('openssl', ['version']).status !== 0) return null;
  const dir = mkdtempSync(join(tmpdir(), 'paperscout-key-'));
  try {
    execFileSync('openssl', words.split(' '), { cwd: dir, stdio: 'ignore' });
    const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
    return { key: read('key'), cert: read('cert') };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
