-- Takes a lease that nobody has, prolongs one for its holder, and else only looks. KEYS: the lease's hash, which never
-- expires, so that its term goes on. ARGV: who asks, for how many ms. Replies the holder, the term and the ms left.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local v = redis.call('HMGET', KEYS[1], 'holder', 'term', 'until')
local holder, term, till = v[1], tonumber(v[2] or 0), tonumber(v[3] or 0)
local ended = till <= now
if ended or holder == ARGV[1] then
  holder, till = ARGV[1], now + ARGV[2]
  if ended then
    term = term + 1
  end
  -- There is no such field. But who is full lets a script go on that has begun to write.
  redis.call('HDEL', KEYS[1], 'none')
  redis.call('HSET', KEYS[1], 'holder', holder, 'term', term, 'until', till)
end
return { holder, term, math.max(0, till - now) }
