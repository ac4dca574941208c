-- Where things are in a stream; put before the scripts that ask. Every function takes the stream as loaded here.

local function loadStream(key)
  local v = redis.call('HMGET', key, 'generation', 'partitions', 'head', 'min', 'bytes', 'bytes_removed')
  if not v[1] then
    return nil
  end
  return {
    key = key, base = string.sub(key, 1, -8), generation = tonumber(v[1]), partitions = tonumber(v[2]),
    head = tonumber(v[3]), min = tonumber(v[4]), bytes = tonumber(v[5]), bytes_removed = tonumber(v[6]),
  }
end

local function whole(n)
  return string.format('%.0f', n)
end

-- An entry of the index: offset, timestamp and the stream's bytes before it.
local function chunk(entry)
  local offset, timestamp = string.match(entry[1], '(%d+)-(%d+)')
  return { offset = tonumber(offset), timestamp = tonumber(timestamp), bytes = tonumber(entry[2][2]) }
end

-- The chunk that an offset below the head lies in.
local function chunkOf(s, offset)
  return chunk(redis.call('XREVRANGE', s.base .. ':index', whole(offset), '-', 'COUNT', 1)[1])
end

-- Where the chunk behind this one starts; the head if it is the last.
local function chunkEnd(s, c)
  local next = redis.call('XRANGE', s.base .. ':index', whole(c.offset + 1), '+', 'COUNT', 1)[1]
  return next and chunk(next).offset or s.head
end

-- The last chunk whose field is below a value, among those that hold retained events; nil if there is none.
local function lastBelow(s, field, value)
  if s.min == s.head or chunkOf(s, s.min)[field] >= value then
    return nil
  end
  local low, high = s.min, s.head - 1
  while low < high do
    local middle = math.ceil((low + high) / 2)
    local c = chunkOf(s, middle)
    if c[field] < value then
      low = middle
    else
      high = c.offset - 1
    end
  end
  return chunkOf(s, low)
end

-- Calls visit(offset, timestamp, fields) with the events in [from, to), partition by partition.
local function visitEvents(s, from, to, visit)
  for partition = 0, s.partitions - 1 do
    for _, entry in ipairs(redis.call('XRANGE', s.base .. ':events:' .. partition, whole(from), whole(to - 1))) do
      local offset, timestamp = string.match(entry[1], '(%d+)-(%d+)')
      visit(tonumber(offset), tonumber(timestamp), entry[2])
    end
  end
end

-- The first offset whose event's timestamp is at or after a time; the head if there is none.
local function offsetAtTime(s, time)
  local c = lastBelow(s, 'timestamp', time)
  if not c then
    return s.min
  end
  local found = chunkEnd(s, c)
  visitEvents(s, math.max(c.offset, s.min), found, function(offset, timestamp)
    if timestamp >= time and offset < found then
      found = offset
    end
  end)
  return found
end

local FIXED = 44 + 9 + 9 + 1
local EXTRA = { partition_key = 19, id = 8, headers = 11 }

-- The size of an event's record, as the stream's bytes count it.
local function sizeOf(fields)
  local size = FIXED + #fields[2] + #fields[4]
  for i = 5, #fields, 2 do
    local extra = EXTRA[fields[i]]
    if extra then
      size = size + extra + #fields[i + 1]
    end
  end
  return size
end

-- Goes over the chunk's retained events in order: the first offset at which reached(offset, bytes before it) holds,
-- and those bytes; the chunk's end if it never does.
local function scanBytes(s, c, reached)
  local from, bytes, to, sizes = c.offset, c.bytes, chunkEnd(s, c), {}
  if from < s.min then
    from, bytes = s.min, s.bytes_removed
  end
  visitEvents(s, from, to, function(offset, _, fields)
    sizes[offset] = sizeOf(fields)
  end)
  while from < to and not reached(from, bytes) do
    bytes = bytes + sizes[from]
    from = from + 1
  end
  return from, bytes
end

-- The ordinal that a partition's first event at or above an offset has; nil if there is none.
local function firstOrdinal(s, partition, from)
  local entry = redis.call('XRANGE', s.base .. ':events:' .. partition, whole(from), '+', 'COUNT', 1)[1]
  if not entry then
    return nil
  end
  local offset = tonumber(string.match(entry[1], '(%d+)-'))
  local fields = entry[2]
  return fields[#fields - 1] == 'ordinal' and tonumber(fields[#fields]) or offset, offset
end

-- How many events a partition holds at or above an offset, and the first one's offset.
local function countFrom(s, partition, from)
  from = math.max(from, s.min)
  if from >= s.head or partition >= s.partitions then
    return 0
  end
  if s.partitions == 1 then
    return s.head - from, from
  end
  local ordinal, offset = firstOrdinal(s, partition, from)
  if not ordinal then
    return 0
  end
  return tonumber(redis.call('HGET', s.key, 'n:' .. partition)) - ordinal, offset
end
