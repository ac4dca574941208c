-- Creates a stream. KEYS: its hash, its fence. ARGV: run id, node, channel, name, partitions, retention in ms, bytes
-- and events, dedup window. Replies the generation, or 0 if the stream exists.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local time = redis.call('TIME')
local generation = time[1] * 1000000 + time[2]
-- What every write looks at comes first: Redis goes through the fields of a small hash one by one.
redis.call('HSET', KEYS[1], 'run', ARGV[1], 'generation', generation, 'partitions', ARGV[5], 'head', 0, 'timestamp', 0,
  'bytes', 0, 'index_at', -1, 'index_bytes', 0, 'largest', 0, 'turn', 0, 'incarnation', generation,
  'created_at', math.floor(generation / 1000), 'alterations', 0, 'retention_ms', ARGV[6], 'retention_bytes', ARGV[7],
  'retention_events', ARGV[8], 'dedup_window_ms', ARGV[9], 'min', 0, 'swept', 0, 'bytes_removed', 0, 'run_before', '',
  'run_head', 0)
redis.pcall('PUBLISH', ARGV[3], ARGV[2] .. '\n' .. ARGV[4])
return generation
