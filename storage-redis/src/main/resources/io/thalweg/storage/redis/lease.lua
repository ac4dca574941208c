-- Takes or prolongs a lease, only looks if another one has it, or gives it back. KEYS: the lease's hash. ARGV: who asks,
-- how long in ms, or 0 to give it back. Replies holder, term and how long it lasts from now on. Ends are this server's time.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local v = redis.call('HMGET', KEYS[1], 'holder', 'term', 'until')
local holder, term, ends = v[1] or '', tonumber(v[2] or 0), tonumber(v[3] or 0)
if ARGV[2] == '0' then
  if holder == ARGV[1] then
    ends = 0
    redis.call('HSET', KEYS[1], 'until', 0)
  end
elseif ends <= now or holder == ARGV[1] then
  term = ends <= now and term + 1 or term
  holder, ends = ARGV[1], now + ARGV[2]
  redis.call('HSET', KEYS[1], 'holder', holder, 'term', term, 'until', ends)
end
return { holder, term, math.max(0, ends - now) }
