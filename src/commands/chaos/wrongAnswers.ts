/** What wg21.link, isocpp.org and Slack answer when they answer wrongly. */

import type { DraftFault } from '../world/drafts/fault.ts';
import type { IndexFault } from '../world/index/fault.ts';
import type { FaultAnswer } from '../world/slack/faults.ts';

export const indexFaults: readonly [IndexFault, ...IndexFault[]] = [
  { type: 'hang', where: 'headers' },
  { type: 'reset', where: 'headers' },
  { type: 'reset', where: 'body' },
  { type: 'status', status: 500 },
  { type: 'status', status: 403 },
  { type: 'status', status: 429, headers: { 'retry-after': '5' } },
  { type: 'text', text: '<html>log in</html>', contentType: 'text/html' },
  { type: 'cut', how: 'length' },
  { type: 'cut', how: 'clean' },
  { type: 'redirect' },
];

export const draftFaults: readonly [DraftFault, ...DraftFault[]] = [
  { type: 'status', status: 500 },
  { type: 'status', status: 403 },
  { type: 'status', status: 429, headers: { 'retry-after': '5' } },
  { type: 'page', page: 'login' },
  { type: 'empty' },
  { type: 'login' },
  { type: 'no_head', status: 405 },
  { type: 'hang', where: 'headers' },
  { type: 'reset', where: 'headers' },
];

export const slackFaults: readonly [FaultAnswer, ...FaultAnswer[]] = [
  { type: 'limit', retryAfter: '3', scope: 'channel' },
  { type: 'limit', retryAfter: '4', scope: 'method' },
  { type: 'status', status: 502 },
  { type: 'error', code: 'internal_error' },
  { type: 'error', code: 'service_unavailable' },
  { type: 'slow', byMs: 4_000 },
  { type: 'no_answer' },
  { type: 'reset' },
  { type: 'cut_json' },
  { type: 'html' },
  { type: 'body_cut' },
];
