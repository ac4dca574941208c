-- The tables. docs/backends.md explains them to operators; the functions that write them follow in V2.

-- One row a stream: its settings and its head. The row's lock is the stream's sequencer, so the order in
-- which appends commit is the order of their offsets.
CREATE TABLE ${schema}.stream (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- also the stream's generation: never used again
  name text COLLATE "C" NOT NULL UNIQUE,
  partitions integer NOT NULL,
  retention_ms bigint NOT NULL,
  retention_bytes bigint NOT NULL,
  retention_events bigint NOT NULL,
  dedup_window_ms bigint NOT NULL,
  created_at bigint NOT NULL, -- epoch milliseconds, as all times here
  alterations integer NOT NULL DEFAULT 0,
  min_offset bigint NOT NULL DEFAULT 0,
  head bigint NOT NULL DEFAULT 0,
  bytes_end bigint NOT NULL DEFAULT 0, -- encoded size of all events ever stored
  bytes_removed bigint NOT NULL DEFAULT 0, -- encoded size of those below min_offset
  last_timestamp bigint NOT NULL DEFAULT 0,
  next_partition integer NOT NULL DEFAULT 0, -- where the next event without a key goes
  split_offset bigint -- the head when the stream got its second partition; null with one partition
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- body is the event as JSON, byte for byte what was published. A row of a stream with one partition has no
-- ordinal (it is the offset) and is not in the partition index.
CREATE TABLE ${schema}.event (
  stream_id integer NOT NULL,
  partition integer NOT NULL,
  event_offset bigint NOT NULL,
  timestamp bigint NOT NULL,
  bytes_end bigint NOT NULL, -- encoded size of the stream up to and with this event
  shape bigint NOT NULL, -- length in bytes of key (16 bits), id (16 bits) and data (32 bits); 65535: none
  ordinal bigint, -- dense number within the partition
  body text NOT NULL,
  PRIMARY KEY (stream_id, event_offset)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE INDEX event_by_partition ON ${schema}.event (stream_id, partition, event_offset)
  WHERE ordinal IS NOT NULL;

-- What a partition's last event told of before retention removed it: the ordinal to go on with. Also where
-- partition 0 goes on when its stream gets a second partition.
CREATE TABLE ${schema}.partition_state (
  stream_id integer NOT NULL,
  partition integer NOT NULL,
  next_ordinal bigint NOT NULL,
  PRIMARY KEY (stream_id, partition)
) WITH (fillfactor = 50);

-- The event ids within their streams' dedup windows. id is the first half of the SHA-256 of the text: an id
-- may be longer than an index entry.
CREATE TABLE ${schema}.event_id (
  stream_id integer NOT NULL,
  id uuid NOT NULL,
  event_offset bigint NOT NULL,
  timestamp bigint NOT NULL,
  partition integer NOT NULL,
  PRIMARY KEY (stream_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX event_id_by_time ON ${schema}.event_id (stream_id, timestamp);

CREATE TABLE ${schema}.consumer_group (
  stream_id integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  generation bigint NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (stream_id, name)
) WITH (fillfactor = 50);

CREATE TABLE ${schema}.group_commit (
  stream_id integer NOT NULL,
  group_name text COLLATE "C" NOT NULL,
  partition integer NOT NULL,
  committed bigint NOT NULL,
  PRIMARY KEY (stream_id, group_name, partition)
) WITH (fillfactor = 50);

-- Who stamps batches: see ProducerStamp. expires_at is reckoned from the last batch without the stream's dedup
-- window, which may keep it longer.
CREATE TABLE ${schema}.producer (
  stream_id integer NOT NULL,
  name text COLLATE "C" NOT NULL,
  epoch bigint NOT NULL,
  next_sequence bigint NOT NULL,
  stored_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (stream_id, name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX producer_by_expiry ON ${schema}.producer (expires_at);

-- The last batches of each producer: how many events each append had, and where all of them are, one after the
-- other; as write() returned it.
CREATE TABLE ${schema}.producer_batch (
  stream_id integer NOT NULL,
  producer text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  count integer NOT NULL,
  events integer[] NOT NULL,
  offsets bigint[] NOT NULL,
  timestamps bigint[] NOT NULL,
  partitions integer[] NOT NULL,
  PRIMARY KEY (stream_id, producer, sequence)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

-- Events that no reader sees any more and whose rows are still to be deleted: [swept_offset, until_offset).
CREATE TABLE ${schema}.sweep (
  stream_id integer PRIMARY KEY,
  swept_offset bigint NOT NULL,
  until_offset bigint NOT NULL,
  gone boolean NOT NULL -- the whole stream was deleted
) WITH (fillfactor = 50);

-- For people: SELECT * FROM ${schema}.events WHERE stream = 'orders' ORDER BY "offset" DESC LIMIT 10
CREATE VIEW ${schema}.events AS
  SELECT s.name AS stream, e.event_offset AS "offset", e.partition,
    coalesce(e.ordinal, e.event_offset) AS ordinal,
    to_timestamp(e.timestamp / 1000.0) AS stored_at,
    e.body::json -> 'event' AS event, e.body::json -> 'data' AS data,
    e.body::json -> 'partition_key' AS partition_key, e.body::json -> 'id' AS id,
    e.body::json -> 'headers' AS headers
  FROM ${schema}.event e JOIN ${schema}.stream s ON s.id = e.stream_id
  WHERE e.event_offset >= s.min_offset AND e.event_offset < s.head;
