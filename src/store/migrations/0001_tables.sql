-- Every table of the first release. `schema_migration` is made by whoever applies these files.
--
-- All moments are the database's own. Lists are jsonb, not arrays; days are text, not `date`.
-- Words that stand for a state have a named CHECK, so that a wrong word fails where it is written.

-- ── who may work ─────────────────────────────────────────────────────────────────────────

create table leader (
  id         integer primary key constraint leader_one_row check (id = 1),
  holder     text not null,
  instance   uuid not null,
  epoch      bigint not null,
  expires_at timestamptz not null,
  taken_at   timestamptz not null
);

-- The fence of each role: a commit holds it `for share`, a new leader or incarnation moves it.
create table actor_epoch (
  role  text primary key
    constraint actor_epoch_role check (role in ('poller', 'prober', 'messageQueue', 'alerts')),
  epoch bigint not null
);

insert into actor_epoch (role, epoch)
values ('poller', 0), ('prober', 0), ('messageQueue', 0), ('alerts', 0);

create table process_run (
  instance   uuid primary key,
  holder     text not null,
  version    text not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  exit_code  integer,
  reason     text
);

-- ── papers ───────────────────────────────────────────────────────────────────────────────

-- Big input on its way into one statement. Unlogged: after a crash of the server a batch is
-- simply not whole any more.
create unlogged table stage (
  batch uuid not null,
  kind  text not null
    constraint stage_kind check (kind in ('entries', 'missing', 'events', 'notifications', 'outbox')),
  part  integer not null,
  body  json not null,
  at    timestamptz not null default now(),
  primary key (batch, kind, part)
);
alter table stage alter column body set storage external; -- uncompressed: half the time

create table entries (
  key            text primary key,
  raw_key        text not null,
  prefix         text not null,
  number         integer not null,
  revision       integer,
  regular        boolean not null,
  title          text,
  title_fold     text,
  authors        jsonb not null,
  author_fold    jsonb not null,
  date_raw       text,
  date_iso       text,
  date_precision text not null
    constraint entries_date_precision check (date_precision in ('day', 'month', 'year', 'none')),
  groups         jsonb not null,
  link           text,
  long_link      text,
  github_url     text,
  section        text,
  status         text,
  raw            jsonb not null,
  hash           text not null,
  first_seen     timestamptz not null,
  seeded         boolean not null,
  missing_since  timestamptz,
  source         text not null
);
create index entries_number on entries (prefix, number, revision);

create table snapshots (
  id            bigint generated always as identity primary key,
  batch         uuid not null unique,
  fetched_at    timestamptz not null,
  etag          text,
  last_modified text,
  sha256        text,
  sent_sha256   text,
  bytes         bigint not null,
  entries       integer,
  p_entries     integer,
  frontier      integer,
  verdict       text not null
    constraint snapshots_verdict check (verdict in ('committed', 'rejected')),
  gate          text,
  accepted_by   text
);

create table source_state (
  source               text primary key
    constraint source_state_source check (source in ('index', 'drafts', 'prune')),
  last_attempt         timestamptz,
  last_success         timestamptz,
  last_content_change  timestamptz,
  consecutive_failures integer not null default 0,
  last_error           jsonb,
  quarantine           jsonb,
  rate                 double precision,
  cycle                bigint not null default 0
);

create table events (
  seq         bigint generated always as identity primary key,
  kind        text not null,
  key         text not null,
  dedupe      text not null unique,
  folded_into text,
  facts       jsonb not null,
  at          timestamptz not null
);
create index events_key on events (key);
create index events_at on events (at);

create table drafts (
  number           integer not null,
  revision         integer not null,
  state            text not null
    constraint drafts_state check (state in ('found', 'published', 'vanished')),
  first_seen       timestamptz not null,
  last_change      timestamptz not null,
  told_fingerprint text,
  primary key (number, revision)
);

create table draft_files (
  url           text primary key,
  number        integer not null,
  revision      integer not null,
  etag          text,
  last_modified text,
  length        bigint,
  head_sha256   text,
  first_seen    timestamptz not null,
  last_checked  timestamptz not null,
  misses        integer not null default 0,
  title         text,
  words         text,
  foreign key (number, revision) references drafts (number, revision)
);

create table probe_urls (
  url         text primary key,
  number      integer not null,
  class       text not null,
  period      integer not null,
  due_since   bigint, -- this and last_asked are numbers of cycles
  last_asked  bigint,
  last_status integer,
  last_miss   timestamptz,
  first_plan  boolean not null
);

create table cycle_run (
  id               uuid primary key,
  kind             text not null
    constraint cycle_run_kind check (kind in ('poll', 'probe', 'prune')),
  cycle            bigint,
  started          timestamptz not null,
  ended            timestamptz not null,
  result           text not null,
  requests         integer not null,
  counts           jsonb not null,
  failure_category text,
  failure_reason   text
);
create index cycle_run_started on cycle_run (kind, started);

-- ── people ───────────────────────────────────────────────────────────────────────────────

create table recipients (
  id               bigint generated always as identity primary key,
  slack_id         text not null unique,
  kind             text not null
    constraint recipients_kind check (kind in ('user', 'channel')),
  delivery         text not null
    constraint recipients_delivery check (delivery in ('now', 'daily', 'mailing')),
  quiet            jsonb,
  zone             text,
  muted_until      timestamptz,
  previews         boolean not null,
  suspended_reason text
);

create table watches (
  id          bigint generated always as identity primary key,
  recipient   bigint not null references recipients (id) on delete cascade,
  kind        text not null,
  value       text not null,
  filters     jsonb not null,
  delivery    text not null
    constraint watches_delivery check (delivery in ('now', 'daily', 'mailing')),
  created_seq bigint not null,
  created_at  timestamptz not null,
  unique (recipient, kind, value)
);

create table notifications (
  recipient bigint not null references recipients (id) on delete cascade,
  event     bigint not null references events (seq),
  reasons   jsonb not null,
  state     text not null
    constraint notifications_state check (state in ('held', 'queued', 'told', 'expired')),
  due_at    timestamptz,
  outbox    bigint,
  primary key (recipient, event)
);
create index notifications_due on notifications (due_at) where state = 'held';

create table ops_log (
  id      uuid primary key,
  at      timestamptz not null,
  who     text not null,
  command text not null,
  outcome text not null
);

-- ── delivery ─────────────────────────────────────────────────────────────────────────────

create table outbox (
  id                 bigint generated always as identity primary key,
  dedupe_key         text not null unique,
  dest               text not null,
  lane               integer not null constraint outbox_lane check (lane between 0 and 3),
  kind               text not null
    constraint outbox_kind check (kind in ('post', 'update', 'delete', 'react', 'ephemeral', 'home')),
  "user"             text,
  anchor_key         text,
  thread_of          text,
  thread_ts          text,
  foldable           boolean not null,
  plain              boolean not null default false,
  content            jsonb not null,
  nonce              uuid not null default gen_random_uuid(),
  state              text not null constraint outbox_state check (state in (
    'pending', 'inflight', 'ambiguous', 'parked', 'sent', 'folded', 'printed', 'dead', 'expired'
  )),
  attempts           integer not null default 0,
  doubts             integer not null default 0,
  not_before         timestamptz,
  expires_at         timestamptz,
  lease_until        timestamptz,
  created_at         timestamptz not null,
  first_attempt_at   timestamptz,
  last_attempt_at    timestamptz,
  sent_at            timestamptz,
  channel            text,
  ts                 text,
  folded_into        bigint,
  failure_category   text,
  failure_reason     text,
  failure_detail     text constraint outbox_detail check (length(failure_detail) <= 500),
  possible_duplicate boolean not null default false,
  claim              uuid
);
-- One row in flight per conversation, whatever process claims.
create unique index outbox_inflight on outbox (dest) where state = 'inflight';
create index outbox_order on outbox (dest, lane, id) where state = 'pending';
create index outbox_open on outbox (state, lane, not_before)
  where state in ('pending', 'inflight', 'ambiguous');
create index outbox_claim on outbox (claim) where state = 'inflight';
create index outbox_aside on outbox (state, dest) where state in ('parked', 'dead');

create table destination (
  dest       text primary key,
  channel    text,
  state      text not null
    constraint destination_state check (state in ('ok', 'suspended', 'gone')),
  reason     text,
  since      timestamptz,
  next_probe timestamptz,
  tat        timestamptz
);

create table slack_gate (
  method        text not null,
  dest          text not null,
  blocked_until timestamptz not null,
  primary key (method, dest)
);

-- Made with the post that it names; `ts` comes when Slack has taken it. Closed without `ts`:
-- that post will never be, and nobody waits for it.
create table anchor (
  anchor_key   text primary key,
  dest         text not null,
  channel      text,
  ts           text,
  last_edit_at timestamptz,
  state        text not null constraint anchor_state check (state in ('open', 'closed'))
);

create table announced (
  dedupe_key text primary key,
  at         timestamptz not null
);

create table seen_envelope (
  key text primary key,
  at  timestamptz not null
);

-- ── alerts ───────────────────────────────────────────────────────────────────────────────

create table alert_instance (
  key           text primary key,
  rule          text not null,
  labels        jsonb not null,
  state         text not null
    constraint alert_instance_state check (state in ('inactive', 'pending', 'firing', 'recovering')),
  t0            timestamptz,
  tk            timestamptz,
  unknown_since timestamptz,
  value         jsonb,
  suppression   text not null constraint alert_instance_suppression
    check (suppression in ('none', 'silenced', 'held', 'flapping')),
  handling      text not null
    constraint alert_instance_handling check (handling in ('open', 'acked')),
  next_at       timestamptz
);
create index alert_instance_next on alert_instance (next_at);

create table alert_episode (
  id         uuid primary key,
  key        text not null,
  rule       text not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  value      jsonb,
  category   text,
  reason     text,
  trace_id   text,
  acked_by   text,
  acked_at   timestamptz,
  end_reason text
);
create unique index alert_episode_open on alert_episode (key) where ended_at is null;

create table alert_event (
  id         bigint generated always as identity primary key,
  episode    uuid not null,
  at         timestamptz not null,
  transition text not null,
  who        text,
  before     jsonb,
  after      jsonb,
  reason     text
);

create table alert_notice (
  key          text primary key,
  episode      uuid not null,
  channel      text not null,
  kind         text not null,
  payload      jsonb not null,
  state        text not null constraint alert_notice_state check (state in (
    'pending', 'sending', 'delivered', 'folded', 'dead'
  )),
  attempts     integer not null default 0,
  next_at      timestamptz,
  lease_until  timestamptz,
  outbox       bigint,
  created_at   timestamptz not null,
  delivered_at timestamptz
);

create table silence (
  id       bigint generated always as identity primary key,
  match    jsonb not null,
  author   text not null,
  reason   text not null,
  from_at  timestamptz not null,
  until_at timestamptz not null,
  ended_by text
);
