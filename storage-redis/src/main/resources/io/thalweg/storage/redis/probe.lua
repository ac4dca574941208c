-- Tries to write, and every command that scripts or the catalog use, and leaves nothing behind. KEYS: one that is nobody
-- else's. Replies the commands that the user may not run. Fails as a write would, if it is not for a right: a server that
-- is full, or cannot save, refuses only the first command of a script that writes, and only one that may add something.
local missing = {}
local function try(command, ...)
  local reply = redis.pcall(command, ...)
  local err = type(reply) == 'table' and reply.err
  if err and (string.find(err, "script can't run", 1, true) or string.find(err, 'ACL failure in script', 1, true)) then
    missing[#missing + 1] = command
    return false
  end
  return err
end
local key = KEYS[1]
if try('HSET', key, 'field', 0) then
  redis.call('HSET', key, 'field', 0)
end
try('UNLINK', key)
try('TIME')
try('EXISTS', key)
try('HSETNX', key, 'field', 0)
try('HINCRBY', key, 'field', 1)
try('HGET', key, 'field')
try('HMGET', key, 'field')
try('HGETALL', key)
try('PEXPIRE', key, 60000)
try('RENAME', key, key)
try('HDEL', key, 'field')
try('SADD', key, 'member')
try('SMEMBERS', key)
try('SREM', key, 'member')
try('XADD', key, '*', 'field', '')
try('XRANGE', key, '-', '+')
try('XREVRANGE', key, '-', '+')
try('XTRIM', key, 'MAXLEN', 0)
try('DEL', key)
try('ZADD', key, 0, 'member')
try('ZRANGE', key, 0, 0)
try('ZREM', key, 'member')
try('SET', key, '')
try('GET', key)
try('UNLINK', key)
return missing
