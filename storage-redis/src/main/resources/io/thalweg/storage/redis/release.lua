-- Ends a lease if it is who asks that has it. KEYS: the lease's hash. ARGV: who asks.
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'until', 0)
end
return 0
