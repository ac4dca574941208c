-- Moves a stream's begin to where its retention wants it; the events below go later. KEYS: the stream's hash, its
-- fence. ARGV: run id, node, channel, name, now. Replies whether there is anything to sweep.
local s = loadStream(KEYS[1])
if not s then
  return 0
end
local v = redis.call('HMGET', KEYS[1], 'retention_ms', 'retention_bytes', 'retention_events', 'swept', 'ids_since',
  'dedup_window_ms')
local ms, bytes, events, now = tonumber(v[1]), tonumber(v[2]), tonumber(v[3]), tonumber(ARGV[5])
local min = s.min
if events > 0 then
  min = math.max(min, s.head - events)
end
if ms > 0 then
  min = math.max(min, offsetAtTime(s, now - ms))
end
if bytes > 0 and s.bytes - s.bytes_removed > bytes then
  local tooMany = s.bytes - bytes
  local c = lastBelow(s, 'bytes', tooMany)
  min = math.max(min, (scanBytes(s, c or chunkOf(s, s.min), function(_, before)
    return before >= tooMany
  end)))
end
if min > s.min then
  local removed, c = s.bytes, chunkOf(s, math.min(min, s.head - 1))
  if min < s.head then
    local _
    _, removed = scanBytes(s, c, function(offset)
      return offset >= min
    end)
  end
  -- In this order: who is full lets a script go on that has begun to write, and this can be begun with.
  redis.call('XTRIM', s.base .. ':index', 'MINID', whole(c.offset))
  redis.call('HSET', KEYS[1], 'min', min, 'bytes_removed', removed)
  redis.pcall('PUBLISH', ARGV[3], ARGV[2] .. '\n' .. ARGV[4])
end
-- Ids that can be repeats of nothing any more; now may be anything that the caller wants, so ask the clock.
if v[5] and redis.call('TIME')[1] * 1000 - redis.call('HGET', KEYS[1], 'timestamp') > 2 * v[6] + 1000 then
  redis.call('UNLINK', s.base .. ':ids', s.base .. ':ids:old')
  redis.call('HDEL', KEYS[1], 'ids_since')
end
return min > tonumber(v[4]) and 1 or 0
