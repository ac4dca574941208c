-- A node says what it has seen of a stream, because the server is not the one that it saw it on. If the stream has
-- lost offsets that somebody was told of, its generation is raised. KEYS: the stream's hash, its fence. ARGV: run id
-- of this server, node, channel, name; generation, head and run id that the node saw, or -1. Replies nil if there is
-- no stream, else generation and head.
--
-- The hash says on which server the stream was last written (run), on which before (run_before), and with how many
-- events it came from there (run_head): what anybody saw there beyond that was lost, even if the head has passed it.
local v = redis.call('HMGET', KEYS[1], 'generation', 'head', 'run', 'run_before', 'run_head')
if not v[1] then
  return false
end
local generation, head, runHead = tonumber(v[1]), tonumber(v[2]), tonumber(v[5])
local sawHead, sawRun = tonumber(ARGV[6]), ARGV[7]
local kept, certain = head, sawRun == v[3]
if not certain then
  kept, certain = math.min(head, runHead), sawRun == v[4]
end
if tonumber(ARGV[5]) == generation and sawHead > (certain and kept or 0) then
  local time = redis.call('TIME')
  generation = math.max(generation + 1, time[1] * 1000000 + time[2])
  redis.call('HSET', KEYS[1], 'generation', generation)
  local base = string.sub(KEYS[1], 1, -8)
  -- A node may still hold what it delivered of the lost events, and commit it: its groups are fenced, too.
  for _, group in ipairs(redis.call('SMEMBERS', base .. ':groups')) do
    local key = base .. ':group:' .. group
    redis.call('HINCRBY', key, 'generation', 1)
    local fields = redis.call('HGETALL', key)
    for i = 1, #fields, 2 do
      if string.sub(fields[i], 1, 10) == 'committed:' and tonumber(fields[i + 1]) > kept then
        redis.call('HSET', key, fields[i], kept)
      end
    end
  end
  redis.pcall('PUBLISH', ARGV[3], ARGV[2] .. '\n' .. ARGV[4])
end
if v[3] ~= ARGV[1] then
  redis.call('HSET', KEYS[1], 'run', ARGV[1], 'run_before', v[3], 'run_head', head)
end
return { generation, head }
