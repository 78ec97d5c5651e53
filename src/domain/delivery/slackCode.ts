/** What Slack's own error codes (`ok: false`) mean for a row. */

import { Failure, isSlackCode, type Kind, type SlackCode } from '../health/failure.ts';
import type { OutboxKind } from './outbox.ts';
import type { Refusal, Verdict } from './verdict.ts';

/** The meaning of a code: a verdict without the words of one call. */
export type CodeMeaning =
  | { readonly type: 'sent' }
  | ({
      readonly type: 'limited';
      readonly scope: 'destination' | 'workspace';
      readonly retryAfterMs: number;
    } & Kind)
  | ({ readonly type: 'refused'; readonly kind: Refusal } & Kind)
  | ({ readonly type: 'ambiguous' } & Kind);

/** How long to be silent when Slack limits without saying for how long. */
export const SILENCE_MS = 30_000;

/** How long a workspace that has taken too many messages is left alone. */
export const MESSAGE_LIMIT_MS = 15 * 60_000;

const codes = {
  transient: [
    'service_unavailable',
    'request_timeout',
    'update_failed',
    'team_added_to_org',
    'external_channel_migrating',
    'streaming_state_conflict',
  ],
  auth: [
    'invalid_auth',
    'not_authed',
    'token_revoked',
    'token_expired',
    'account_inactive',
    'user_removed_from_team',
    'team_disabled',
    'not_allowed_token_type',
    'org_login_required',
    'ekm_access_denied',
    'app_access_restricted',
    'accesslimited',
    'access_denied',
    'enterprise_is_restricted',
    'two_factor_setup_required',
    'no_permission',
  ],
  scope: ['missing_scope'],
  destination: [
    'channel_not_found',
    'is_archived',
    'is_inactive',
    'not_in_channel',
    'restricted_action',
    'user_disabled',
    'user_not_found',
    'user_not_visible',
    'users_not_found',
    'cannot_dm_bot',
    'messages_tab_disabled',
    'method_not_supported_for_channel_type',
    'team_not_found',
  ],
  payload: [
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_text',
    'invalid_attachments',
    'too_many_attachments',
    'attachment_payload_limit_exceeded',
    'markdown_text_conflict',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_json',
    'json_not_object',
    'invalid_post_type',
    'missing_post_type',
    'view_too_large',
    'duplicate_external_id',
  ],
  thread: [
    'thread_not_found',
    'invalid_thread_ts',
    'cannot_reply_to_message',
    'restricted_action_thread_locked',
    'restricted_action_non_threadable_channel',
  ],
  bug: [
    'unknown_method',
    'method_deprecated',
    'deprecated_endpoint',
    // Of an update they say that its message is gone (below); of anything else, nonsense.
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'block_mismatch',
  ],
} as const satisfies Partial<Record<Refusal, readonly string[]>>;

const refusals: ReadonlyMap<string, Refusal> = new Map(
  Object.entries(codes).flatMap(([kind, names]) =>
    names.map((name): [string, Refusal] => [name, kind as Refusal]),
  ),
);

/** Families of codes, for names that are in no list above. */
const families: readonly (readonly [RegExp, Refusal])[] = [
  [/^restricted_action_/, 'destination'],
  [/^slack_connect_/, 'destination'],
  [/^(invalid_)?metadata_/, 'payload'],
];

/** Codes that say that what was asked for is so already. */
const alreadySo = new Set(['already_reacted', 'no_reaction', 'already_open', 'already_in_channel']);

const limitedCodes = new Set(['ratelimited', 'rate_limited']);

/** Slack says itself that part of the work may be done. */
const doubtfulCodes = new Set(['internal_error', 'fatal_error']);

/** The message that an update wants to change cannot be changed any more. */
const goneCodes = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'block_mismatch',
]);

/** The reader of an ephemeral message is not there to see it. */
const unseenCodes = new Set(['user_not_in_channel', 'not_in_channel', 'channel_not_found']);

/**
 * What a code means for a row of this kind. A text that does not have the form of a code is a bad
 * answer: nobody knows what was done. A code that nobody has heard of is UNKNOWN under its name.
 */
export function classifySlackCode(code: string, kind: OutboxKind): CodeMeaning {
  if (!isSlackCode(code)) return { type: 'ambiguous', category: 'NETWORK', reason: 'bad_body' };
  return limitOf(code) ?? ofKind(code, kind) ?? ofAnyKind(code);
}

/** The verdict on a call that was answered with this code. */
export function verdictOfCode(
  code: string,
  kind: OutboxKind,
  call: { readonly operation: string; readonly message: string },
): Verdict {
  const meaning = classifySlackCode(code, kind);
  if (meaning.type === 'sent') return { type: 'sent', channel: null, ts: null };
  const retryAfterMs = meaning.type === 'limited' ? meaning.retryAfterMs : null;
  const { type: _, ...rest } = meaning;
  const failure = new Failure({ ...rest, ...call, retryAfterMs });
  if (meaning.type === 'limited')
    return { type: 'limited', scope: meaning.scope, retryAfterMs: meaning.retryAfterMs, failure };
  if (meaning.type === 'refused') return { type: 'refused', kind: meaning.kind, failure };
  return { type: 'ambiguous', failure };
}

function limitOf(code: SlackCode): CodeMeaning | null {
  if (limitedCodes.has(code))
    return {
      type: 'limited',
      scope: 'destination',
      retryAfterMs: SILENCE_MS,
      category: 'RATE_LIMIT',
      reason: 'retry_after',
    };
  if (code === 'message_limit_exceeded')
    return {
      type: 'limited',
      scope: 'workspace',
      retryAfterMs: MESSAGE_LIMIT_MS,
      category: 'RATE_LIMIT',
      reason: 'message_limit',
    };
  return null;
}

/** Codes that mean something else for this kind of row than for the others. */
function ofKind(code: SlackCode, kind: OutboxKind): CodeMeaning | null {
  if (alreadySo.has(code)) return { type: 'sent' };
  switch (kind) {
    case 'update':
      return goneCodes.has(code) ? refused('anchor', code) : null;
    case 'delete':
      return code === 'message_not_found' ? { type: 'sent' } : null;
    case 'ephemeral':
      return unseenCodes.has(code) ? refused('unseen', code) : null;
    case 'home':
      return ofHome(code);
    case 'post':
    case 'react':
      return null;
  }
}

function ofHome(code: SlackCode): CodeMeaning | null {
  if (code === 'hash_conflict') return { type: 'sent' };
  if (code !== 'not_enabled') return null;
  return { type: 'refused', kind: 'bug', category: 'CONFIG', reason: 'not_enabled' };
}

function ofAnyKind(code: SlackCode): CodeMeaning {
  if (doubtfulCodes.has(code)) return { type: 'ambiguous', category: 'SLACK', reason: code };
  const known = refusals.get(code) ?? families.find(([family]) => family.test(code))?.[1];
  if (known !== undefined) return refused(known, code);
  return { type: 'refused', kind: 'unknown', category: 'UNKNOWN', reason: code };
}

const refused = (kind: Refusal, code: SlackCode): CodeMeaning => ({
  type: 'refused',
  kind,
  category: 'SLACK',
  reason: code,
});
