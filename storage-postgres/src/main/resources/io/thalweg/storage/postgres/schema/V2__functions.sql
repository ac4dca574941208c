-- Everything that writes events or groups runs in one of these functions: one round trip, one transaction,
-- locks held for as long as the server needs and never for as long as a client does.
--
-- append and write plan their statements once a session, for any number of events: they find all rows by their
-- keys, and to plan anew for the length of each array would cost about as much as to store a few events. Sequential
-- scans are off because that plan may be made while the tables are still empty.

CREATE FUNCTION ${schema}.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
$$ SELECT floor(date_part('epoch', clock_timestamp()) * 1000)::bigint $$;

-- The ordinal that a partition's next event gets: one more than the last one's, or what retention noted when it
-- removed the last one. Only for a stream with several partitions. It returns a table, so that statements which ask it
-- take its text for their own and are not held up by a call each time.
CREATE FUNCTION ${schema}.next_ordinal(p_stream integer, p_partition integer)
RETURNS TABLE (ordinal bigint) LANGUAGE sql STABLE AS $$
  SELECT coalesce((
      SELECT e.ordinal + 1 FROM ${schema}.event e
      WHERE e.stream_id = p_stream AND e.partition = p_partition AND e.ordinal IS NOT NULL
      ORDER BY e.event_offset DESC LIMIT 1), (
      SELECT t.next_ordinal FROM ${schema}.partition_state t
      WHERE t.stream_id = p_stream AND t.partition = p_partition), 0)
$$;

-- Appends events without ids and without preconditions, for any number of streams.
-- s_*: one entry a stream; e_*: one entry an event. e_seq and e_end count an event and the encoded bytes up
-- to its end within its stream's share of this call, e_keyless the events without a key before it.
-- Returns where each stream stood before; the caller derives each event's place from that. A stream that
-- does not exist has a null id, and nothing is stored for it.
CREATE FUNCTION ${schema}.append(
  s_name text[], s_count integer[], s_bytes bigint[], s_keyless integer[],
  e_stream integer[], e_seq integer[], e_end bigint[], e_hash integer[], e_keyless integer[],
  e_shape bigint[], e_body bytea[],
  OUT r_id integer[], OUT r_head bigint[], OUT r_timestamp bigint[], OUT r_partitions integer[],
  OUT r_next_partition integer[])
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_bytes bigint[];
BEGIN
  SELECT array_agg(w.id), array_agg(w.head), array_agg(w.timestamp), array_agg(w.partitions),
    array_agg(w.next_partition), array_agg(w.bytes_end)
  INTO r_id, r_head, r_timestamp, r_partitions, r_next_partition, v_bytes
  FROM (
    WITH locked AS MATERIALIZED (
      SELECT s.name, s.id, s.head, s.bytes_end, s.last_timestamp, s.partitions, s.next_partition
      FROM ${schema}.stream s WHERE s.name = ANY (s_name) ORDER BY s.id FOR NO KEY UPDATE)
    SELECT l.id, l.head, greatest(${schema}.now_ms(), l.last_timestamp) AS timestamp, l.partitions,
      l.next_partition, l.bytes_end
    FROM unnest(s_name) WITH ORDINALITY n(name, i) LEFT JOIN locked l ON l.name = n.name ORDER BY n.i) w;

  UPDATE ${schema}.stream s SET head = s.head + c.count, bytes_end = s.bytes_end + c.bytes,
    last_timestamp = c.timestamp, next_partition = (s.next_partition + c.keyless) % s.partitions
  FROM unnest(r_id, s_count, s_bytes, s_keyless, r_timestamp) c(id, count, bytes, keyless, timestamp)
  WHERE s.id = c.id;

  IF 1 >= ALL (array_remove(r_partitions, NULL)) THEN
    INSERT INTO ${schema}.event
      (stream_id, partition, event_offset, timestamp, bytes_end, shape, ordinal, body)
    SELECT r_id[e.i], 0, r_head[e.i] + e.seq, r_timestamp[e.i], v_bytes[e.i] + e.bytes_end, e.shape, NULL,
      convert_from(e.body, 'UTF8')
    FROM unnest(e_stream, e_seq, e_end, e_shape, e_body) e(i, seq, bytes_end, shape, body)
    WHERE r_id[e.i] IS NOT NULL;
    RETURN;
  END IF;

  WITH placed AS (
    SELECT e.*, CASE WHEN e.hash >= 0 THEN e.hash % r_partitions[e.i]
      ELSE (r_next_partition[e.i] + e.keyless) % r_partitions[e.i] END AS partition
    FROM unnest(e_stream, e_seq, e_end, e_hash, e_keyless, e_shape, e_body)
      e(i, seq, bytes_end, hash, keyless, shape, body)
    WHERE r_id[e.i] IS NOT NULL),
  numbered AS (
    SELECT t.*, row_number() OVER (PARTITION BY t.i, t.partition ORDER BY t.seq) AS k FROM placed t),
  based AS (
    SELECT t.*, CASE WHEN t.k = 1 AND r_partitions[t.i] > 1
      THEN (SELECT o.ordinal FROM ${schema}.next_ordinal(r_id[t.i], t.partition) o) END AS base
    FROM numbered t)
  INSERT INTO ${schema}.event
    (stream_id, partition, event_offset, timestamp, bytes_end, shape, ordinal, body)
  SELECT r_id[t.i], t.partition, r_head[t.i] + t.seq, r_timestamp[t.i], v_bytes[t.i] + t.bytes_end, t.shape,
    max(t.base) OVER (PARTITION BY t.i, t.partition) + t.k - 1, convert_from(t.body, 'UTF8')
  FROM based t;
END $$;

-- Whether every event has an id that its stream remembers.
CREATE FUNCTION ${schema}.knows_all(p_stream integer, p_ids uuid[], p_since bigint)
RETURNS boolean LANGUAGE sql VOLATILE AS $$
  SELECT NOT EXISTS (
    SELECT FROM unnest(p_ids) e(id)
    WHERE NOT EXISTS (
      SELECT FROM ${schema}.event_id d
      WHERE d.stream_id = p_stream AND d.id = e.id AND d.timestamp > p_since))
$$;

-- Decides on a stamped batch; see ProducerStamp. p_events: how many events each of its appends has; p_now, p_since:
-- the time of the call and from when on ids are remembered.
-- Returns 0, or 6 fenced, 7 out of sequence, 8 a repeat, with where its events are; and what is kept.
CREATE FUNCTION ${schema}.admit(
  p_stream integer, p_name text, p_epoch bigint, p_sequence bigint, p_count integer, p_events integer[],
  p_now bigint, p_since bigint,
  OUT r_refusal integer, OUT r_epoch bigint, OUT r_sequence bigint,
  OUT r_offset bigint[], OUT r_timestamp bigint[], OUT r_partition integer[])
LANGUAGE plpgsql AS $$
BEGIN
  SELECT p.epoch, p.next_sequence INTO r_epoch, r_sequence FROM ${schema}.producer p
  WHERE p.stream_id = p_stream AND p.name = p_name AND (p.expires_at >= p_now OR p.stored_at >= p_since);
  r_refusal := CASE
    WHEN p_epoch < r_epoch OR p_count = 0 AND p_epoch = r_epoch THEN 6
    WHEN p_sequence = coalesce(r_sequence, 0) THEN 0
    ELSE 7 END;
  IF r_refusal = 7 AND r_epoch IS NOT NULL THEN
    SELECT 8, k.offsets, k.timestamps, k.partitions INTO r_refusal, r_offset, r_timestamp, r_partition
    FROM ${schema}.producer_batch k
    WHERE k.stream_id = p_stream AND k.producer = p_name AND k.sequence = p_sequence AND k.count = p_count
      AND k.events = p_events;
    r_refusal := coalesce(r_refusal, 7);
  END IF;
END $$;

-- Remembers a stamped batch that is stored. p_known: whether its producer was known. Like all that changes
-- producers it locks a producer before the producer's batches.
CREATE FUNCTION ${schema}.remember(
  p_stream integer, p_name text, p_epoch bigint, p_sequence bigint, p_count integer, p_keep bigint,
  p_known boolean, p_now bigint, p_events integer[],
  p_offset bigint[], p_timestamp bigint[], p_partition integer[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ${schema}.producer (stream_id, name, epoch, next_sequence, stored_at, expires_at)
  VALUES (p_stream, p_name, p_epoch, p_sequence + p_count, p_now, p_now + least(p_keep, 1000000000000000))
  ON CONFLICT (stream_id, name) DO UPDATE SET epoch = excluded.epoch,
    next_sequence = excluded.next_sequence, stored_at = excluded.stored_at, expires_at = excluded.expires_at;
  IF NOT p_known THEN
    DELETE FROM ${schema}.producer_batch WHERE stream_id = p_stream AND producer = p_name;
  END IF;
  IF p_count > 0 THEN
    INSERT INTO ${schema}.producer_batch
      (stream_id, producer, sequence, count, events, offsets, timestamps, partitions)
    VALUES (p_stream, p_name, p_sequence, p_count, p_events, p_offset, p_timestamp, p_partition);
    -- ProducerStamp.BATCHES_KEPT
    DELETE FROM ${schema}.producer_batch
    WHERE stream_id = p_stream AND producer = p_name AND sequence <= (
      SELECT k.sequence FROM ${schema}.producer_batch k
      WHERE k.stream_id = p_stream AND k.producer = p_name ORDER BY k.sequence DESC OFFSET 5 LIMIT 1);
  END IF;
END $$;

-- The general write: ids, expected heads, groups, several streams in one batch.
-- b_*: one entry a step, in order. A step is either one batch (b_alone), refused or stored whole, or a run of
-- batches of one append each that only a missing stream can refuse. Steps name ranges of appends
-- (b_append, b_append_to: first, last) and of group changes; appends name ranges of events; group changes
-- ranges of commits; p_*: one entry a step, the stamp of its batch, p_stream null for none. All indexes start at 1; an empty range ends before it starts.
-- e_first: the first event of the step with the same stream and id, itself if there is none before it.
-- Returns per event offset (-1 - offset for a repeat of a stored one), timestamp and partition, null if it is
-- not stored, be it as a repeat of its e_first; per step
-- a refusal (0 none, 1 no stream, 2 head, 3 no group, 4 group exists, 5 fenced, those of admit()), the number of
-- the append or the negative one of the group at fault, 0 if it is the stamp, and the head, generation or epoch
-- that is there, and the stamp's next number.
CREATE FUNCTION ${schema}.write(
  s_name text[], s_exclusive boolean[],
  b_alone boolean[], b_append integer[], b_append_to integer[], b_group integer[], b_group_to integer[],
  a_stream integer[], a_expected bigint[], a_event integer[], a_event_to integer[],
  e_stream integer[], e_hash integer[], e_id uuid[], e_first integer[], e_size integer[],
  e_shape bigint[], e_body bytea[],
  g_stream integer[], g_name text[], g_kind integer[], g_expected bigint[], g_generation bigint[],
  g_state bytea[], g_commit integer[], g_commit_to integer[],
  c_partition integer[], c_offset bigint[],
  p_stream integer[], p_name text[], p_epoch bigint[], p_sequence bigint[], p_count integer[], p_keep bigint[],
  OUT r_offset bigint[], OUT r_timestamp bigint[], OUT r_partition integer[],
  OUT r_refusal integer[], OUT r_at integer[], OUT r_detail bigint[], OUT r_sequence bigint[])
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_id integer[]; v_head bigint[]; v_bytes bigint[]; v_time bigint[]; v_since bigint[];
  v_partitions integer[]; v_next integer[]; v_moved boolean := false;
  v_refusal integer; v_at integer; v_detail bigint; v_generation bigint;
  v_lo integer; v_hi integer; i integer;
  v_offsets bigint[]; v_times bigint[]; v_parts integer[];
  m_stream integer[]; m_count bigint[]; m_bytes bigint[]; m_keyless bigint[];
  v_stamp record; v_counts integer[]; v_sequence bigint; v_first integer;
BEGIN
  SELECT array_agg(w.id), array_agg(w.head), array_agg(w.bytes_end), array_agg(w.timestamp),
    array_agg(w.timestamp - w.dedup_window_ms), array_agg(w.partitions), array_agg(w.next_partition)
  INTO v_id, v_head, v_bytes, v_time, v_since, v_partitions, v_next
  FROM (
    WITH exclusive AS MATERIALIZED (
      SELECT s.* FROM ${schema}.stream s
      WHERE s.name IN (SELECT n.name FROM unnest(s_name, s_exclusive) n(name, exclusive) WHERE n.exclusive)
      ORDER BY s.id FOR NO KEY UPDATE),
    shared AS MATERIALIZED (
      SELECT s.* FROM ${schema}.stream s
      WHERE s.name IN (SELECT n.name FROM unnest(s_name, s_exclusive) n(name, exclusive) WHERE NOT n.exclusive)
      ORDER BY s.id FOR KEY SHARE),
    locked AS (SELECT * FROM exclusive UNION ALL SELECT * FROM shared)
    SELECT l.id, l.head, l.bytes_end, greatest(${schema}.now_ms(), l.last_timestamp) AS timestamp,
      l.dedup_window_ms, l.partitions, l.next_partition
    FROM unnest(s_name) WITH ORDINALITY n(name, i) LEFT JOIN locked l ON l.name = n.name ORDER BY n.i) w;

  IF cardinality(g_name) > 0 THEN
    PERFORM FROM ${schema}.consumer_group g
    WHERE (g.stream_id, g.name) IN (SELECT v_id[w.i], w.name FROM unnest(g_stream, g_name) w(i, name))
    ORDER BY g.stream_id, g.name FOR UPDATE;
  END IF;

  FOR b IN 1 .. cardinality(b_alone) LOOP
    v_refusal := 0; v_at := 0; v_detail := 0; v_sequence := NULL;
    IF p_stream[b] IS NOT NULL THEN
      i := p_stream[b];
      SELECT coalesce(array_agg(a_event_to[a] - a_event[a] + 1 ORDER BY a), '{}') INTO v_counts
      FROM generate_series(b_append[b], b_append_to[b]) a;
      SELECT * INTO v_stamp FROM ${schema}.admit(
        v_id[i], p_name[b], p_epoch[b], p_sequence[b], p_count[b], v_counts, v_time[i], v_since[i]);
      v_refusal := CASE WHEN v_id[i] IS NULL THEN 1 ELSE v_stamp.r_refusal END;
      v_detail := v_stamp.r_epoch;
      v_sequence := v_stamp.r_sequence;
    END IF;
    IF b_alone[b] AND v_refusal = 0 THEN
      FOR a IN b_append[b] .. b_append_to[b] LOOP
        i := a_stream[a];
        IF v_id[i] IS NULL THEN
          v_refusal := 1; v_at := a; EXIT;
        ELSIF a_expected[a] >= 0 AND a_expected[a] <> v_head[i] AND NOT ${schema}.knows_all(
            v_id[i], e_id[a_event[a] : a_event_to[a]], v_since[i]) THEN
          v_refusal := 2; v_at := a; v_detail := v_head[i]; EXIT;
        END IF;
      END LOOP;
      IF v_refusal = 0 THEN
        FOR g IN b_group[b] .. b_group_to[b] LOOP
          v_at := g;
          SELECT c.generation INTO v_generation FROM ${schema}.consumer_group c
          WHERE c.stream_id = v_id[g_stream[g]] AND c.name = g_name[g];
          v_refusal := CASE WHEN v_id[g_stream[g]] IS NULL THEN 1
            WHEN g_kind[g] = 0 AND v_generation IS NULL THEN 0
            WHEN g_kind[g] = 0 THEN 4
            WHEN v_generation IS NULL THEN 3
            WHEN v_generation <> g_expected[g] THEN 5
            ELSE 0 END;
          IF v_refusal <> 0 THEN
            v_detail := v_generation; EXIT;
          END IF;
        END LOOP;
        -- Group changes are told from appends by their sign.
        v_at := -v_at;
      END IF;
    END IF;
    r_refusal := r_refusal || v_refusal; r_at := r_at || v_at; r_detail := r_detail || v_detail;
    r_sequence := r_sequence || v_sequence;

    IF b_append[b] <= b_append_to[b] THEN
      v_lo := a_event[b_append[b]]; v_hi := a_event_to[b_append_to[b]];
      IF v_refusal = 8 THEN
        r_offset := r_offset || v_stamp.r_offset; r_timestamp := r_timestamp || v_stamp.r_timestamp;
        r_partition := r_partition || v_stamp.r_partition;
        CONTINUE;
      ELSIF v_refusal <> 0 THEN
        r_offset := r_offset || array_fill(NULL::bigint, ARRAY[v_hi - v_lo + 1]);
        r_timestamp := r_timestamp || array_fill(NULL::bigint, ARRAY[v_hi - v_lo + 1]);
        r_partition := r_partition || array_fill(NULL::integer, ARRAY[v_hi - v_lo + 1]);
        CONTINUE;
      END IF;

      WITH e AS (
        SELECT u.i, u.hash, u.id, u.size, u.shape, u.body, u.n,
          d.event_offset AS known_offset, d.timestamp AS known_timestamp, d.partition AS known_partition,
          v_id[u.i] IS NOT NULL AND d.event_offset IS NULL
            AND (u.first - v_lo + 1 = u.n OR v_since[u.i] >= v_time[u.i]) AS fresh
        FROM unnest(e_stream[v_lo : v_hi], e_hash[v_lo : v_hi], e_id[v_lo : v_hi], e_first[v_lo : v_hi],
            e_size[v_lo : v_hi], e_shape[v_lo : v_hi], e_body[v_lo : v_hi])
          WITH ORDINALITY u(i, hash, id, first, size, shape, body, n)
        LEFT JOIN LATERAL (
          SELECT k.event_offset, k.timestamp, k.partition FROM ${schema}.event_id k
          WHERE k.stream_id = v_id[u.i] AND k.id = u.id AND k.timestamp > v_since[u.i] LIMIT 1) d
          ON true),
      placed AS MATERIALIZED (
        SELECT e.*, v_head[e.i] + count(*) FILTER (WHERE e.fresh) OVER w - 1 AS event_offset,
          v_bytes[e.i] + sum(e.size) FILTER (WHERE e.fresh) OVER w AS bytes_end,
          (CASE WHEN e.hash >= 0 THEN e.hash % v_partitions[e.i]
            ELSE (v_next[e.i] + count(*) FILTER (WHERE e.fresh AND e.hash < 0) OVER w - 1) % v_partitions[e.i]
            END)::integer AS partition
        FROM e WINDOW w AS (PARTITION BY e.i ORDER BY e.n ROWS UNBOUNDED PRECEDING)),
      numbered AS (
        SELECT t.*, row_number() OVER (PARTITION BY t.i, t.partition ORDER BY t.n) AS k
        FROM placed t WHERE t.fresh),
      based AS (
        SELECT t.*, CASE WHEN t.k = 1 AND v_partitions[t.i] > 1
          THEN (SELECT o.ordinal FROM ${schema}.next_ordinal(v_id[t.i], t.partition) o) END AS base
        FROM numbered t),
      inserted AS (
        INSERT INTO ${schema}.event
          (stream_id, partition, event_offset, timestamp, bytes_end, shape, ordinal, body)
        SELECT v_id[t.i], t.partition, t.event_offset, v_time[t.i], t.bytes_end, t.shape,
          max(t.base) OVER (PARTITION BY t.i, t.partition) + t.k - 1, convert_from(t.body, 'UTF8')
        FROM based t),
      remembered AS (
        INSERT INTO ${schema}.event_id (stream_id, id, event_offset, timestamp, partition)
        SELECT v_id[t.i], t.id, t.event_offset, v_time[t.i], t.partition FROM placed t
        WHERE t.fresh AND t.id IS NOT NULL AND v_since[t.i] < v_time[t.i]
        ON CONFLICT (stream_id, id) DO UPDATE SET event_offset = excluded.event_offset,
          timestamp = excluded.timestamp, partition = excluded.partition),
      moved AS (
        SELECT t.i, count(*) AS count, sum(t.size) AS bytes, count(*) FILTER (WHERE t.hash < 0) AS keyless
        FROM placed t WHERE t.fresh GROUP BY t.i)
      SELECT
        array_agg(CASE WHEN t.fresh THEN t.event_offset ELSE -1 - t.known_offset END ORDER BY t.n),
        array_agg(CASE WHEN t.fresh THEN v_time[t.i] ELSE t.known_timestamp END ORDER BY t.n),
        array_agg(CASE WHEN t.fresh THEN t.partition ELSE t.known_partition END ORDER BY t.n),
        (SELECT array_agg(i ORDER BY i) FROM moved), (SELECT array_agg(count ORDER BY i) FROM moved),
        (SELECT array_agg(bytes ORDER BY i) FROM moved), (SELECT array_agg(keyless ORDER BY i) FROM moved)
      INTO v_offsets, v_times, v_parts, m_stream, m_count, m_bytes, m_keyless
      FROM placed t;

      r_offset := r_offset || v_offsets; r_timestamp := r_timestamp || v_times;
      r_partition := r_partition || v_parts;
      FOR m IN 1 .. coalesce(cardinality(m_stream), 0) LOOP
        i := m_stream[m];
        v_head[i] := v_head[i] + m_count[m];
        v_bytes[i] := v_bytes[i] + m_bytes[m];
        v_next[i] := (v_next[i] + m_keyless[m]) % v_partitions[i];
        v_moved := true;
      END LOOP;
    ELSIF v_refusal <> 0 THEN
      CONTINUE;
    ELSE
      v_offsets := '{}'; v_times := '{}'; v_parts := '{}';
    END IF;

    FOR g IN b_group[b] .. b_group_to[b] LOOP
      i := g_stream[g];
      IF g_kind[g] = 3 THEN
        DELETE FROM ${schema}.consumer_group WHERE stream_id = v_id[i] AND name = g_name[g];
        DELETE FROM ${schema}.group_commit WHERE stream_id = v_id[i] AND group_name = g_name[g];
        CONTINUE;
      ELSIF g_kind[g] = 0 THEN
        INSERT INTO ${schema}.consumer_group (stream_id, name, generation, state)
        VALUES (v_id[i], g_name[g], g_generation[g], coalesce(g_state[g], ''::bytea));
      ELSIF g_state[g] IS NOT NULL OR g_generation[g] <> g_expected[g] THEN
        UPDATE ${schema}.consumer_group
        SET generation = g_generation[g], state = coalesce(g_state[g], state)
        WHERE stream_id = v_id[i] AND name = g_name[g];
      END IF;
      INSERT INTO ${schema}.group_commit (stream_id, group_name, partition, committed)
      SELECT v_id[i], g_name[g], c.partition, c.committed
      FROM unnest(c_partition[g_commit[g] : g_commit_to[g]], c_offset[g_commit[g] : g_commit_to[g]])
        c(partition, committed)
      ON CONFLICT (stream_id, group_name, partition) DO UPDATE SET committed =
        CASE WHEN g_kind[g] = 1 THEN greatest(group_commit.committed, excluded.committed)
        ELSE excluded.committed END;
    END LOOP;

    IF p_stream[b] IS NOT NULL THEN
      i := p_stream[b];
      -- A repeat of this batch may have other ids: what is kept must tell of every event by itself.
      IF array_position(v_offsets, NULL) IS NOT NULL THEN
        FOR n IN 1 .. cardinality(v_offsets) LOOP
          IF v_offsets[n] IS NULL THEN
            v_first := e_first[v_lo + n - 1] - v_lo + 1;
            v_offsets[n] := -1 - v_offsets[v_first];
            v_times[n] := v_times[v_first];
            v_parts[n] := v_parts[v_first];
          END IF;
        END LOOP;
      END IF;
      PERFORM ${schema}.remember(v_id[i], p_name[b], p_epoch[b], p_sequence[b], p_count[b], p_keep[b],
        v_stamp.r_epoch IS NOT NULL, v_time[i], v_counts, v_offsets, v_times, v_parts);
    END IF;
  END LOOP;

  IF v_moved THEN
    UPDATE ${schema}.stream s SET head = c.head, bytes_end = c.bytes_end, last_timestamp = c.timestamp,
      next_partition = c.next_partition
    FROM unnest(v_id, v_head, v_bytes, v_time, v_next, s_exclusive)
      c(id, head, bytes_end, timestamp, next_partition, exclusive)
    -- Of streams that are only shared others may have moved the head since it was read.
    WHERE s.id = c.id AND c.exclusive AND s.head <> c.head;
  END IF;
END $$;

-- The first offset in [p_from, p_to) whose timestamp is at or after p_ms; p_to if there is none.
CREATE FUNCTION ${schema}.offset_at_time(p_stream integer, p_from bigint, p_to bigint, p_ms bigint)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_low bigint := p_from; v_high bigint := p_to; v_middle bigint; v_timestamp bigint;
BEGIN
  WHILE v_low < v_high LOOP
    v_middle := (v_low + v_high) / 2;
    SELECT e.timestamp INTO v_timestamp FROM ${schema}.event e
    WHERE e.stream_id = p_stream AND e.event_offset = v_middle;
    IF v_timestamp < p_ms THEN v_low := v_middle + 1; ELSE v_high := v_middle; END IF;
  END LOOP;
  RETURN v_low;
END $$;

-- The first offset in [p_from, p_to) before which at least p_bytes were stored; p_to if there is none.
CREATE FUNCTION ${schema}.offset_behind_bytes(p_stream integer, p_from bigint, p_to bigint, p_bytes bigint)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  v_low bigint := p_from; v_high bigint := p_to; v_middle bigint; v_bytes bigint;
BEGIN
  WHILE v_low < v_high LOOP
    v_middle := (v_low + v_high) / 2;
    SELECT e.bytes_end INTO v_bytes FROM ${schema}.event e
    WHERE e.stream_id = p_stream AND e.event_offset = v_middle;
    IF v_bytes < p_bytes THEN v_low := v_middle + 1; ELSE v_high := v_middle; END IF;
  END LOOP;
  RETURN least(v_low + 1, p_to);
END $$;

-- Streams that hold events which their limits do not keep, and where they shall begin. Locks nothing.
CREATE FUNCTION ${schema}.overdue(p_now bigint)
RETURNS TABLE (id integer, name text, min_offset bigint) LANGUAGE sql STABLE AS $$
  SELECT s.id, s.name, w.wanted FROM ${schema}.stream s CROSS JOIN LATERAL (SELECT greatest(
    s.min_offset,
    CASE WHEN s.retention_events > 0 THEN s.head - s.retention_events END,
    CASE WHEN s.retention_bytes > 0 AND s.bytes_end - s.bytes_removed > s.retention_bytes
      THEN ${schema}.offset_behind_bytes(s.id, s.min_offset, s.head, s.bytes_end - s.retention_bytes) END,
    CASE WHEN s.retention_ms > 0 AND p_now - s.retention_ms > (
        SELECT e.timestamp FROM ${schema}.event e
        WHERE e.stream_id = s.id AND e.event_offset = s.min_offset)
      THEN ${schema}.offset_at_time(s.id, s.min_offset, s.head, p_now - s.retention_ms) END) AS wanted) w
  WHERE s.head > s.min_offset AND w.wanted > s.min_offset
$$;

-- Lets a stream begin at an offset. Readers do not see what is below from then on; the rows go later.
CREATE FUNCTION ${schema}.trim_stream(p_stream integer, p_min bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_before bigint;
BEGIN
  SELECT s.min_offset INTO v_before FROM ${schema}.stream s
  WHERE s.id = p_stream AND s.min_offset < p_min AND s.head >= p_min FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE ${schema}.stream s SET min_offset = p_min, bytes_removed = (
    SELECT e.bytes_end FROM ${schema}.event e WHERE e.stream_id = p_stream AND e.event_offset = p_min - 1)
  WHERE s.id = p_stream;
  INSERT INTO ${schema}.sweep AS w (stream_id, swept_offset, until_offset, gone)
  VALUES (p_stream, v_before, p_min, false)
  ON CONFLICT (stream_id) DO UPDATE SET until_offset = excluded.until_offset;
  RETURN true;
END $$;

-- Changes a stream's settings. r_refusal: 0 none, 1 no stream, 2 another generation, 3 fewer partitions.
CREATE FUNCTION ${schema}.alter_stream(
  p_name text, p_generation bigint, p_partitions integer, p_retention_ms bigint, p_retention_bytes bigint,
  p_retention_events bigint, p_dedup_window_ms bigint, OUT r_refusal integer, OUT r_generation bigint)
LANGUAGE plpgsql AS $$
DECLARE
  s ${schema}.stream;
BEGIN
  SELECT * INTO s FROM ${schema}.stream WHERE name = p_name FOR NO KEY UPDATE;
  r_generation := s.id;
  r_refusal := CASE WHEN s.id IS NULL THEN 1 WHEN s.id <> p_generation THEN 2
    WHEN s.partitions > p_partitions THEN 3 ELSE 0 END;
  IF r_refusal <> 0 THEN RETURN; END IF;
  IF s.split_offset IS NULL AND p_partitions > 1 THEN
    s.split_offset := s.head;
    INSERT INTO ${schema}.partition_state (stream_id, partition, next_ordinal) VALUES (s.id, 0, s.head);
  END IF;
  UPDATE ${schema}.stream SET partitions = p_partitions, retention_ms = p_retention_ms,
    retention_bytes = p_retention_bytes, retention_events = p_retention_events,
    dedup_window_ms = p_dedup_window_ms, split_offset = s.split_offset, alterations = alterations + 1
  WHERE id = s.id;
END $$;

CREATE FUNCTION ${schema}.drop_stream(p_name text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_stream ${schema}.stream;
BEGIN
  DELETE FROM ${schema}.stream s WHERE s.name = p_name RETURNING s.* INTO v_stream;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM ${schema}.consumer_group WHERE stream_id = v_stream.id;
  DELETE FROM ${schema}.group_commit WHERE stream_id = v_stream.id;
  DELETE FROM ${schema}.partition_state WHERE stream_id = v_stream.id;
  DELETE FROM ${schema}.producer WHERE stream_id = v_stream.id;
  DELETE FROM ${schema}.producer_batch WHERE stream_id = v_stream.id;
  INSERT INTO ${schema}.sweep AS w (stream_id, swept_offset, until_offset, gone)
  VALUES (v_stream.id, v_stream.min_offset, v_stream.head, true)
  ON CONFLICT (stream_id) DO UPDATE SET until_offset = excluded.until_offset, gone = true;
  RETURN true;
END $$;

-- Deletes at most p_rows rows that nobody sees any more. Takes no lock that an append, a read or another
-- node's sweep waits for. False if there is nothing left to do.
CREATE FUNCTION ${schema}.sweep_some(p_rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  w ${schema}.sweep; v_until bigint; v_deleted bigint;
BEGIN
  SELECT * INTO w FROM ${schema}.sweep ORDER BY stream_id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  v_until := least(w.swept_offset + p_rows, w.until_offset);
  IF NOT w.gone THEN
    INSERT INTO ${schema}.partition_state (stream_id, partition, next_ordinal)
    SELECT w.stream_id, e.partition, max(e.ordinal) + 1 FROM ${schema}.event e
    WHERE e.stream_id = w.stream_id AND e.event_offset >= w.swept_offset AND e.event_offset < v_until
      AND e.ordinal IS NOT NULL
    GROUP BY e.partition
    ON CONFLICT (stream_id, partition) DO UPDATE SET next_ordinal = excluded.next_ordinal;
  END IF;
  DELETE FROM ${schema}.event
  WHERE stream_id = w.stream_id AND event_offset >= w.swept_offset AND event_offset < v_until;
  IF v_until < w.until_offset THEN
    UPDATE ${schema}.sweep SET swept_offset = v_until WHERE stream_id = w.stream_id;
    RETURN true;
  END IF;
  IF w.gone THEN
    DELETE FROM ${schema}.event_id d WHERE d.ctid = ANY (ARRAY(
      SELECT k.ctid FROM ${schema}.event_id k WHERE k.stream_id = w.stream_id LIMIT p_rows));
    GET DIAGNOSTICS v_deleted = ROW_COUNT;
    IF v_deleted = p_rows THEN
      UPDATE ${schema}.sweep SET swept_offset = v_until WHERE stream_id = w.stream_id;
      RETURN true;
    END IF;
  END IF;
  DELETE FROM ${schema}.sweep WHERE stream_id = w.stream_id;
  RETURN true;
END $$;

-- Deletes at most p_rows event ids that are out of their stream's dedup window. False if fewer were left.
CREATE FUNCTION ${schema}.forget_ids(p_rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_now bigint := ${schema}.now_ms(); v_deleted bigint;
BEGIN
  DELETE FROM ${schema}.event_id d WHERE d.ctid = ANY (ARRAY(
    SELECT k.ctid FROM ${schema}.stream s CROSS JOIN LATERAL (
      SELECT i.ctid FROM ${schema}.event_id i
      WHERE i.stream_id = s.id AND i.timestamp <= v_now - s.dedup_window_ms
      ORDER BY i.timestamp LIMIT p_rows FOR UPDATE SKIP LOCKED) k
    LIMIT p_rows));
  GET DIAGNOSTICS v_deleted = ROW_COUNT;
  RETURN v_deleted = p_rows;
END $$;

-- Deletes at most p_rows producers that were silent for too long. False if fewer were left.
CREATE FUNCTION ${schema}.forget_producers(p_rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  v_now bigint := ${schema}.now_ms(); v_deleted bigint;
BEGIN
  WITH gone AS (
    DELETE FROM ${schema}.producer d WHERE d.ctid = ANY (ARRAY(
      SELECT p.ctid FROM ${schema}.producer p JOIN ${schema}.stream s ON s.id = p.stream_id
      WHERE p.expires_at < v_now AND p.stored_at < v_now - s.dedup_window_ms
      ORDER BY p.expires_at LIMIT p_rows FOR UPDATE OF p SKIP LOCKED))
    RETURNING d.stream_id, d.name),
  batches AS (
    DELETE FROM ${schema}.producer_batch k USING gone
    WHERE k.stream_id = gone.stream_id AND k.producer = gone.name)
  SELECT count(*) INTO v_deleted FROM gone;
  RETURN v_deleted = p_rows;
END $$;
