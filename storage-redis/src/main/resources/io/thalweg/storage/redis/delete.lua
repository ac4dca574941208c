-- Removes a stream with all that is its own. KEYS: its hash, its fence. ARGV: run id, node, channel, name. Replies
-- whether there was one. UNLINK gives the room back in the background.
local partitions = tonumber(redis.call('HGET', KEYS[1], 'partitions'))
if not partitions then
  return 0
end
local base = string.sub(KEYS[1], 1, -8)
for partition = 0, partitions - 1 do
  redis.call('UNLINK', base .. ':events:' .. partition)
end
for _, group in ipairs(redis.call('SMEMBERS', base .. ':groups')) do
  redis.call('UNLINK', base .. ':group:' .. group)
end
redis.call('UNLINK', KEYS[1], base .. ':groups', base .. ':index', base .. ':ids', base .. ':ids:old')
redis.pcall('PUBLISH', ARGV[3], ARGV[2] .. '\n' .. ARGV[4])
return 1
