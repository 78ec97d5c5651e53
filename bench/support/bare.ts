/** The packages that the daemon uses and nothing else: one path that answers a fixed body. */

import { serve } from '@hono/node-server';
import '@slack/web-api';
import { Hono } from 'hono';
import 'postgres';
import 'tslog';
import 'undici';
import 'valibot';
import 'xstate';

const body = `{"x":"${'x'.repeat(Number(process.argv[2] ?? 1_800) - 8)}"}`;
const app = new Hono();
app.get('/health', (c) => c.body(body, 200, { 'content-type': 'application/json' }));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, (at) => {
  const line = { event: 'http.listening', listener: 'public', url: `http://127.0.0.1:${at.port}` };
  process.stdout.write(`${JSON.stringify(line)}\n`);
});
