-- Stores batches, each whole or not at all. Checks all of a batch before it writes anything of it: Redis takes
-- back nothing of a script that fails.
--
-- KEYS  of each stream: its hash, and a key that never exists. Redis refuses a call whose keys are not all there
--       while their slot moves to another node, so no call ever runs on half of a stream.
-- ARGV  run id of this server, node, channel, names of the streams, number of batches; of each batch: number of
--       appends, number of group changes;
--       of each append: stream, expected head or -1, number of events, whether any has an id, records;
--       of each group change: stream, group, kind, expected generation, generation, whether there is a state,
--       state, number of commits, partition and offset of each
-- reply of each stream: generation (-1: there is none), head, timestamp, partitions and turn before the call;
--       then of each batch that was refused: batch, code, fault, detail;
--       and of each append with repeats: batch, 0, append, number of repeats, and of each repeat: event, offset,
--       timestamp, partition. Events and appends count from 0.
--       Or the text RUN, and nothing was done: a stream was last written on another server than this one.

local CHUNK_EVENTS, CHUNK_BYTES = 256, 65536
local ABSENT = 65535
local HEADER, BEFORE_TYPE, BEFORE_DATA, BEFORE_KEY, BEFORE_ID, BEFORE_HEADERS = 44, 9, 9, 18, 7, 11
-- Of a record's header, from its fifth byte on: length, key hash, and the lengths of type, key, id and data.
local SHAPE = '<I4xxxxxxxxxxxxxxxxi4xxxxxxI2I2I2I4'

local call, unpackBytes, sub, format = redis.call, struct.unpack, string.sub, string.format
local at = 0

local function text()
  at = at + 1
  return ARGV[at]
end

local function number()
  at = at + 1
  return tonumber(ARGV[at])
end

local run, node, channel = text(), text(), text()
local streams, names = {}, {}
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function load(i)
  local key = KEYS[2 * i - 1]
  local v = call('HMGET', key, 'generation', 'partitions', 'head', 'timestamp', 'bytes', 'turn', 'dedup_window_ms',
    'index_at', 'index_bytes', 'largest', 'ids_since', 'run')
  if not v[1] then
    return { missing = true, generation = -1, head = 0, timestamp = 0, partitions = 0, turn = 0 }
  end
  if v[12] ~= run then
    return nil
  end
  local s = {
    key = key, base = sub(key, 1, -8), generation = tonumber(v[1]), partitions = tonumber(v[2]), head = tonumber(v[3]),
    timestamp = math.max(now, tonumber(v[4])), bytes = tonumber(v[5]), turn = tonumber(v[6]), window = tonumber(v[7]),
    index_at = tonumber(v[8]), index_bytes = tonumber(v[9]), largest = tonumber(v[10]), ids_since = tonumber(v[11]),
    ordinals = {},
  }
  s.events = s.base .. ':events:'
  s.ids = s.base .. ':ids'
  return s
end

local reply = {}
local function tell(...)
  for i = 1, select('#', ...) do
    reply[#reply + 1] = select(i, ...)
  end
end

for i = 1, #KEYS / 2 do
  names[i] = text()
  local s = load(i)
  if not s then
    return 'RUN'
  end
  streams[i] = s
  tell(s.generation, s.head, s.timestamp, s.partitions, s.turn)
end

local function readAppend()
  return { s = streams[number()], expected = number(), count = number(), ids = text() == '1', records = text() }
end

local function readGroup()
  local g = { s = streams[number()], name = text(), kind = text(), expected = number(), generation = text() }
  local hasState = text() == '1'
  local state = text()
  g.state = hasState and state or nil
  g.commits = {}
  for i = 1, 2 * number() do
    g.commits[i] = text()
  end
  return g
end

-- The id of the record at a position, or nil.
local function idOf(records, pos)
  local length, _, typeLength, keyLength, idLength, dataLength = unpackBytes(SHAPE, records, pos + 4)
  local id
  if idLength ~= ABSENT then
    local from = pos + HEADER + BEFORE_TYPE + typeLength + BEFORE_DATA + dataLength + BEFORE_ID
    if keyLength ~= ABSENT then
      from = from + BEFORE_KEY + keyLength + 1
    end
    id = sub(records, from, from + idLength - 1)
  end
  return id, pos + length
end

-- Which events of an append repeat a stored one (stored) or an earlier one of the same append (same).
local function findRepeats(a)
  a.idOf, a.stored, a.same, a.repeats, a.old = {}, {}, {}, 0, 0
  local wanted, place, first, pos = {}, {}, {}, 1
  for i = 1, a.count do
    local id
    id, pos = idOf(a.records, pos)
    if id then
      a.idOf[i] = id
      if first[id] then
        a.same[i] = first[id]
        a.repeats = a.repeats + 1
      else
        first[id] = i
        wanted[#wanted + 1] = id
        place[#place + 1] = i
      end
    end
  end
  for _, key in ipairs({ a.s.ids, a.s.ids .. ':old' }) do
    for from = 1, #wanted, 1000 do
      local found = call('HMGET', key, unpack(wanted, from, math.min(from + 999, #wanted)))
      for k = 1, #found do
        local i = place[from + k - 1]
        if found[k] and not a.stored[i] then
          local offset, timestamp, partition = string.match(found[k], '(%d+)-(%d+)-(%d+)')
          if a.s.timestamp - tonumber(timestamp) < a.s.window then
            a.stored[i] = { tonumber(offset), tonumber(timestamp), tonumber(partition) }
            a.repeats = a.repeats + 1
            a.old = a.old + 1
          end
        end
      end
    end
  end
  for i, j in pairs(a.same) do
    if a.stored[j] then
      a.stored[i] = a.stored[j]
      a.old = a.old + 1
    end
  end
end

-- Why nothing of the batch may be stored: code, fault (an append from 1, or a group from -1 down), detail.
local function refusal(appends, groups)
  for n, a in ipairs(appends) do
    if a.s.missing then
      return 1, n, 0
    end
    if a.ids and a.s.window > 0 then
      findRepeats(a)
    end
    if a.expected >= 0 and a.expected ~= a.s.head and a.old ~= a.count then
      return 2, n, a.s.head
    end
  end
  for n, g in ipairs(groups) do
    if g.s.missing then
      return 1, -n, 0
    end
    g.key = g.s.base .. ':group:' .. g.name
    local generation = call('HGET', g.key, 'generation')
    if g.kind == 'CREATE' then
      if generation then
        return 4, -n, 0
      end
    elseif not generation then
      return 3, -n, 0
    elseif tonumber(generation) ~= g.expected then
      return 5, -n, tonumber(generation)
    end
  end
end

local function ordinal(s, partition)
  local n = s.ordinals[partition]
  if not n then
    n = tonumber(call('HGET', s.key, 'n:' .. partition) or 0)
  end
  s.ordinals[partition] = n + 1
  return n
end

-- Every so often where the stream stands, so that times and sizes are found without reading events.
local function index(s, offset)
  if offset - s.index_at >= CHUNK_EVENTS or s.bytes - s.index_bytes >= CHUNK_BYTES or s.index_at < 0 then
    s.index_at, s.index_bytes = offset, s.bytes
    call('XADD', s.base .. ':index', format('%.0f-%.0f', offset, s.timestamp), 'bytes', s.bytes)
  end
end

local function remember(s, id, offset, partition)
  if not s.ids_since then
    s.ids_since = s.timestamp
  elseif s.timestamp - s.ids_since >= s.window then
    call('RENAME', s.ids, s.ids .. ':old')
    s.ids_since = s.timestamp
  end
  call('HSET', s.ids, id, format('%.0f-%.0f-%d', offset, s.timestamp, partition))
end

local function append(a, batch, which)
  local s, records, pos = a.s, a.records, 1
  local offset, partitions, suffix = s.head, s.partitions, format('-%.0f', s.timestamp)
  local withIds = a.ids and s.window > 0
  if withIds and a.repeats > 0 then
    tell(batch, 0, which, a.repeats)
  end
  for i = 1, a.count do
    local length, hash, typeLength, keyLength, idLength, dataLength = unpackBytes(SHAPE, records, pos + 4)
    local known = withIds and (a.stored[i] or a.same[i] and a.stored[a.same[i]])
    if known then
      tell(i - 1, known[1], known[2], known[3])
    else
      local typeAt = pos + HEADER + BEFORE_TYPE
      local dataAt = typeAt + typeLength + BEFORE_DATA
      local partEnd = dataAt + dataLength
      local partition = 0
      if partitions > 1 then
        if hash >= 0 then
          partition = hash % partitions
        else
          partition = s.turn
          s.turn = (s.turn + 1) % partitions
        end
      end
      index(s, offset)
      local type, data = sub(records, typeAt, typeAt + typeLength - 1), sub(records, dataAt, partEnd - 1)
      if partEnd == pos + length - 1 and partitions == 1 then
        call('XADD', s.events .. '0', format('%.0f', offset) .. suffix, 'event', type, 'data', data)
      else
        local entry = { 'XADD', s.events .. partition, format('%.0f', offset) .. suffix, 'event', type, 'data', data }
        local n = 7
        if keyLength ~= ABSENT then
          entry[n + 1], entry[n + 2] = 'partition_key', sub(records, partEnd + BEFORE_KEY, partEnd + BEFORE_KEY + keyLength - 1)
          n, partEnd = n + 2, partEnd + BEFORE_KEY + keyLength + 1
        end
        if idLength ~= ABSENT then
          entry[n + 1], entry[n + 2] = 'id', sub(records, partEnd + BEFORE_ID, partEnd + BEFORE_ID + idLength - 1)
          n, partEnd = n + 2, partEnd + BEFORE_ID + idLength + 1
        end
        if partEnd < pos + length - 1 then
          entry[n + 1], entry[n + 2] = 'headers', sub(records, partEnd + BEFORE_HEADERS, pos + length - 2)
          n = n + 2
        end
        if partitions > 1 then
          entry[n + 1], entry[n + 2] = 'ordinal', ordinal(s, partition)
        end
        call(unpack(entry))
      end
      if withIds and a.idOf[i] then
        remember(s, a.idOf[i], offset, partition)
        a.stored[i] = { offset, s.timestamp, partition }
      end
      s.bytes = s.bytes + length
      if length > s.largest then
        s.largest = length
      end
      offset = offset + 1
      s.changed = true
    end
    pos = pos + length
  end
  s.head = offset
end

local function change(g)
  if g.kind == 'DELETE' then
    call('DEL', g.key)
    call('SREM', g.s.base .. ':groups', g.name)
    return
  end
  local fields = { 'generation', g.generation }
  if g.kind == 'CREATE' then
    call('SADD', g.s.base .. ':groups', g.name)
    g.state = g.state or ''
  end
  if g.state then
    fields[3], fields[4] = 'state', g.state
  end
  call('HSET', g.key, unpack(fields))
  for i = 1, #g.commits, 2 do
    local field, offset = 'committed:' .. g.commits[i], g.commits[i + 1]
    local stored = g.kind == 'COMMIT' and call('HGET', g.key, field)
    if not stored or tonumber(stored) < tonumber(offset) then
      call('HSET', g.key, field, offset)
    end
  end
end

for batch = 0, number() - 1 do
  local appends, groups = {}, {}
  local appendCount, groupCount = number(), number()
  for n = 1, appendCount do
    appends[n] = readAppend()
  end
  for n = 1, groupCount do
    groups[n] = readGroup()
  end
  local code, fault, detail = refusal(appends, groups)
  if code then
    tell(batch, code, fault, detail)
  else
    for n, a in ipairs(appends) do
      append(a, batch, n - 1)
    end
    for _, g in ipairs(groups) do
      change(g)
    end
  end
end

local moved = {}
for i, s in ipairs(streams) do
  if s.changed then
    local fields = { 'head', s.head, 'timestamp', s.timestamp, 'bytes', s.bytes, 'turn', s.turn, 'index_at', s.index_at,
      'index_bytes', s.index_bytes, 'largest', s.largest }
    if s.ids_since then
      fields[#fields + 1] = 'ids_since'
      fields[#fields + 1] = s.ids_since
    end
    call('HSET', s.key, unpack(fields))
    for partition, n in pairs(s.ordinals) do
      call('HSET', s.key, 'n:' .. partition, n)
    end
    moved[#moved + 1] = names[i]
  end
end
if #moved > 0 then
  call('PUBLISH', channel, node .. '\n' .. table.concat(moved, '\n'))
end
return reply
