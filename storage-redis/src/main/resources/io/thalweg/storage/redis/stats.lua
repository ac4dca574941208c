-- What each partition holds. KEYS: the stream's hash, its fence. ARGV: fields of the
-- hash. Replies nil if there is no stream, else those fields, then count, first and last offset of each partition.
local s = loadStream(KEYS[1])
if not s then
  return false
end
local numbers = {}
for partition = 0, s.partitions - 1 do
  local count, first = countFrom(s, partition, s.min)
  local last = s.head - 1
  if count == 0 then
    first = s.head
  elseif s.partitions > 1 then
    local entry = redis.call('XREVRANGE', s.base .. ':events:' .. partition, '+', '-', 'COUNT', 1)[1]
    last = tonumber(string.match(entry[1], '(%d+)-'))
  end
  numbers[#numbers + 1] = count
  numbers[#numbers + 1] = first
  numbers[#numbers + 1] = last
end
return { redis.call('HMGET', KEYS[1], unpack(ARGV)), numbers }
