-- Replaces a stream's settings. KEYS: its hash, its fence. ARGV: run id, node, channel, name, partitions, retention in
-- ms, bytes and events, dedup window, generation. Replies 0, or 1: there is no such stream; 2: it is of another
-- generation, which comes second; 3: it has more partitions.
local v = redis.call('HMGET', KEYS[1], 'generation', 'partitions', 'head')
if not v[1] then
  return { 1, 0 }
end
if v[1] ~= ARGV[10] then
  return { 2, tonumber(v[1]) }
end
if tonumber(ARGV[5]) < tonumber(v[2]) then
  return { 3, 0 }
end
-- Nothing is there. But who is full lets a script go on that has begun to write: retention may be shortened then.
redis.call('UNLINK', KEYS[2])
if v[2] == '1' and ARGV[5] ~= '1' then
  redis.call('HSET', KEYS[1], 'n:0', v[3])
end
redis.call('HSET', KEYS[1], 'partitions', ARGV[5], 'retention_ms', ARGV[6], 'retention_bytes', ARGV[7],
  'retention_events', ARGV[8], 'dedup_window_ms', ARGV[9])
redis.call('HINCRBY', KEYS[1], 'alterations', 1)
redis.pcall('PUBLISH', ARGV[3], ARGV[2] .. '\n' .. ARGV[4])
return { 0, 0 }
