-- Which node does what only one shall do. Ends are this server's time; no node's clock counts.
CREATE TABLE ${schema}.lease (
  name text PRIMARY KEY,
  holder text NOT NULL,
  term bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Takes or prolongs a lease, or only looks if another one has it: without a lock then, for all nodes ask all the time.
CREATE FUNCTION ${schema}.take_lease(p_name text, p_holder text, p_ms bigint,
  OUT holder text, OUT term bigint, OUT remaining_ms bigint) LANGUAGE plpgsql AS $$
DECLARE
  l ${schema}.lease;
BEGIN
  SELECT * INTO l FROM ${schema}.lease k WHERE k.name = p_name;
  IF NOT FOUND THEN
    INSERT INTO ${schema}.lease VALUES (p_name, p_holder, 0, '-infinity') ON CONFLICT DO NOTHING;
  END IF;
  IF l.name IS NULL OR l.holder = p_holder OR l.expires_at <= clock_timestamp() THEN
    SELECT * INTO l FROM ${schema}.lease k WHERE k.name = p_name FOR UPDATE;
    IF l.holder = p_holder OR l.expires_at <= clock_timestamp() THEN
      UPDATE ${schema}.lease k
      SET holder = p_holder,
        term = k.term + CASE WHEN k.expires_at <= clock_timestamp() THEN 1 ELSE 0 END,
        expires_at = clock_timestamp() + p_ms * interval '1 millisecond'
      WHERE k.name = p_name
      RETURNING * INTO l;
    END IF;
  END IF;
  holder := l.holder;
  term := l.term;
  remaining_ms := CASE WHEN l.expires_at <= clock_timestamp() THEN 0
    ELSE ceil(extract(epoch FROM l.expires_at - clock_timestamp()) * 1000)::bigint END;
END $$;
