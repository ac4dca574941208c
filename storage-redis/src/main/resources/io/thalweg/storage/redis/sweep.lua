-- Gives back the room of events below a stream's begin, some of them. KEYS: the stream's hash, its fence. ARGV: the
-- partition to go on with, how many events to remove at most. Replies the partition to go on with, or -1 at the end.
local PARTITIONS_MAX = 500
local s = loadStream(KEYS[1])
if not s then
  return -1
end
local from, left = tonumber(ARGV[1]), tonumber(ARGV[2])
for partition = from, math.min(s.partitions, from + PARTITIONS_MAX) - 1 do
  local key = s.base .. ':events:' .. partition
  local removed = redis.call('XTRIM', key, 'MINID', '~', whole(s.min), 'LIMIT', left)
  left = left - removed
  if removed > 0 then
    return partition
  end
  -- What is left is part of one node of the stream.
  redis.call('XTRIM', key, 'MINID', whole(s.min))
end
if from + PARTITIONS_MAX < s.partitions then
  return from + PARTITIONS_MAX
end
redis.call('HSET', KEYS[1], 'swept', s.min)
return -1
