-- A page out of many partitions. KEYS: the stream's hash, its fence. ARGV: number of fields, fields of the hash, last
-- offset or +, entries of each partition at most; then pairs of a partition and its first offset, or only a first
-- offset for all partitions. Replies nil if there is no stream, else the fields, then partition and entries, in turn,
-- of each partition that has any.
local fieldCount = tonumber(ARGV[1])
local to, count, at = ARGV[fieldCount + 2], ARGV[fieldCount + 3], fieldCount + 4
local fields = redis.call('HMGET', KEYS[1], unpack(ARGV, 2, fieldCount + 1))
if not fields[1] then
  return false
end
local base, found = string.sub(KEYS[1], 1, -8), {}
local function look(partition, from)
  local entries = redis.call('XRANGE', base .. ':events:' .. partition, from, to, 'COUNT', count)
  if #entries > 0 then
    found[#found + 1] = partition
    found[#found + 1] = entries
  end
end
if #ARGV == at then
  for partition = 0, redis.call('HGET', KEYS[1], 'partitions') - 1 do
    look(partition, ARGV[at])
  end
else
  for i = at, #ARGV, 2 do
    look(tonumber(ARGV[i]), ARGV[i + 1])
  end
end
return { fields, found }
