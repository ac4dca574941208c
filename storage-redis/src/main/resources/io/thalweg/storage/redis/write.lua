-- Stores batches, each whole or not at all. Checks all of a batch before it writes anything of it: Redis takes
-- back nothing of a script that fails.
--
-- ARGV  behind those of append.lua: number of batches; of each batch: number of appends, number of group changes,
--       whether it has a stamp;
--       of each append: stream, expected head or -1, number of events, how many arguments each has, and these: 2: type
--       and data, 4: also key and its hash; 0 and 1: records, together, 1: some have ids;
--       of each group change: stream, group, kind, expected generation, generation, whether there is a state,
--       state, number of commits, partition and offset of each;
--       of the stamp: stream, producer, epoch, sequence, count, next sequence, for how long to remember it
-- reply behind those of append.lua, of each batch that was refused: batch, code, fault, two details; of one that its
--       stamp shows to be a repeat: batch, -1, 0, 0, 0;
--       and of each append with repeats: batch, 0, append, number of repeats, and of each repeat: event, offset,
--       timestamp, partition. Events and appends count from 0.

local ABSENT = 65535
local BEFORE_ID, BEFORE_HEADERS = 7, 11
local BATCHES_KEPT, PRODUCER_KEPT_MS, FOREVER_MS = 5, 86400000, 1e13
-- Of a record's header, from its fifth byte on: length, key hash, and the lengths of type, key, id and data.
local SHAPE = '<I4xxxxxxxxxxxxxxxxi4xxxxxxI2I2I2I4'

local unpackBytes = struct.unpack

local function text()
  at = at + 1
  return args[at]
end

local function number()
  at = at + 1
  return tonumber(args[at])
end

local function load(key)
  local v = look(key, 'dedup_window_ms', 'ids_since', 'incarnation')
  if not v[1] then
    return { missing = true, generation = -1, head = 0, timestamp = 0, partitions = 0, turn = 0 }
  end
  if v[1] ~= run then
    return nil
  end
  local base = sub(key, 1, -8)
  local s = {
    key = key, base = base, generation = v[2], partitions = tonumber(v[3]), head = tonumber(v[4]),
    timestamp = math.max(tonumber(v[5]), now), bytes = tonumber(v[6]), index_at = tonumber(v[7]),
    index_bytes = tonumber(v[8]), largest = tonumber(v[9]), turn = tonumber(v[10]), window = tonumber(v[11]),
    ids_since = tonumber(v[12]), ids = base .. ':ids', incarnation = v[13] or v[2], ordinals = {},
  }
  if s.ids_since and s.window > 0 and s.timestamp - s.ids_since >= s.window then
    -- Before anything is stored: who may not do this has not torn a write by it.
    call('HDEL', key, 'ids_since')
    call('RENAME', s.ids, s.ids .. ':old')
    s.ids_since = nil
  end
  s.stored = { head = s.head, index_at = s.index_at, largest = s.largest, turn = s.turn, ids_since = s.ids_since }
  return s
end

local streams = {}
for i = 1, count do
  local s = load(keys[2 * i - 1])
  if not s then
    return 'RUN'
  end
  streams[i] = s
  tell(s.generation, s.head, s.timestamp, s.partitions, s.turn)
end
takeTurn()

-- Where the events of an append are among the arguments.
local function readEvents(a)
  a.count, a.width = number(), number()
  if a.width > 1 then
    a.first, a.last = at + 1, at + a.width * a.count
    at = a.last
  else
    a.ids, a.records = a.width == 1, text()
  end
  return a
end

local function readAppend()
  return readEvents({ s = streams[number()], expected = number() })
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

local function readStamp()
  return { s = streams[number()], producer = text(), epoch = text(), sequence = text(), count = text(), next = text(),
    keep = number() }
end

-- Whether one decimal number is below another; as texts, because they may be larger than a Lua number is exact.
local function below(a, b)
  return #a < #b or #a == #b and a < b
end

-- A batch that a producer may repeat: its numbers, and of each append the count and the places of its events.
local function readKept(line)
  local kept = { appends = {} }
  local rest
  kept.sequence, kept.count, rest = string.match(line, '^(%d+)/(%d+)/(.*)$')
  for count, places in string.gmatch(rest, '(%d+):([^|]*)|') do
    kept.appends[#kept.appends + 1] = { count = tonumber(count), places = places }
  end
  return kept
end

local function isRepeated(kept, stamp, appends)
  if kept.sequence ~= stamp.sequence or kept.count ~= stamp.count or #kept.appends ~= #appends then
    return false
  end
  for n, a in ipairs(appends) do
    if kept.appends[n].count ~= a.count then
      return false
    end
  end
  return true
end

-- Whether a stamped batch may be stored: nothing, or a code and two details; or -1 and the batch that it repeats.
local function admit(stamp, appends)
  local s = stamp.s
  if s.missing then
    return 1, '0', '0'
  end
  stamp.key = s.base .. ':producer:' .. s.incarnation .. ':' .. stamp.producer
  local v = call('HMGET', stamp.key, 'epoch', 'next', 'at', 'keep', 'batches')
  if not v[1] or s.timestamp - v[3] > math.max(tonumber(v[4]), s.window) then
    v = { false, '0', 0, 0, '' }
  end
  stamp.batches = v[5]
  if v[1] and (below(stamp.epoch, v[1]) or stamp.count == '0' and stamp.epoch == v[1]) then
    return 6, v[1], v[2]
  end
  if stamp.sequence == v[2] then
    return nil
  end
  for line in string.gmatch(v[5], '[^\n]+') do
    local kept = readKept(line)
    if isRepeated(kept, stamp, appends) then
      return -1, kept
    end
  end
  return 7, v[1] or '0', v[2]
end

-- Remembers a stored batch by its stamp.
local function keep(stamp, appends)
  local lines = {}
  for line in string.gmatch(stamp.batches, '[^\n]+') do
    lines[#lines + 1] = line
  end
  if stamp.count ~= '0' then
    local line = { stamp.sequence, '/', stamp.count, '/' }
    for _, a in ipairs(appends) do
      line[#line + 1] = a.count .. ':' .. table.concat(a.places, ' ') .. '|'
    end
    lines[#lines + 1] = table.concat(line)
  end
  local from = math.max(1, #lines - BATCHES_KEPT + 1)
  call('HSET', stamp.key, 'epoch', stamp.epoch, 'next', stamp.next, 'at', stamp.s.timestamp, 'keep', stamp.keep,
    'batches', table.concat(lines, '\n', from))
  -- Some time after it has been forgotten, whatever the dedup window is changed to.
  call('PEXPIRE', stamp.key, format('%.0f', math.min(FOREVER_MS, math.max(stamp.keep, PRODUCER_KEPT_MS) + 60000)))
end

local function place(offset, timestamp, partition)
  return format('%.0f,%.0f,%d', offset, timestamp, partition)
end

local function tellRepeat(batch, kept)
  tell(batch, -1, 0, 0, 0)
  for n, a in ipairs(kept.appends) do
    tell(batch, 0, n - 1, a.count)
    local first, timestamp = string.match(a.places, '^dense (%d+) (%d+)$')
    if first then
      for i = 0, a.count - 1 do
        tell(i, tonumber(first) + i, tonumber(timestamp), 0)
      end
    else
      local i = 0
      for offset, at, partition in string.gmatch(a.places, '(%d+),(%d+),(%d+)') do
        tell(i, tonumber(offset), tonumber(at), tonumber(partition))
        i = i + 1
      end
    end
  end
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
  partition = format('%d', partition)
  if not s.ordinals[partition] then
    loadOrdinals(s.key, s.ordinals, { partition })
  end
  local n = s.ordinals[partition]
  s.ordinals[partition] = n + 1
  return n
end

local function remember(s, id, offset, partition)
  s.ids_since = s.ids_since or s.timestamp
  call('HSET', s.ids, id, format('%.0f-%.0f-%d', offset, s.timestamp, partition))
end

local function appendBareOf(a)
  local s, placed = a.s, nil
  if s.partitions > 1 then
    placed, s.turn = spread(s.key, s.ordinals, s.partitions, s.turn, a.first, a.last, a.width)
  end
  if a.stamped then
    a.places = { format('dense %d %d', s.head, s.timestamp) }
    for i = 1, placed and a.count or 0 do
      a.places[i] = place(s.head + i - 1, s.timestamp, placed[i])
    end
  end
  s.head, s.bytes, s.index_at, s.index_bytes, s.largest = appendBare(s.base, format('%d', s.timestamp), s.head,
    s.bytes, s.index_at, s.index_bytes, s.largest, a.first, a.last, a.width, placed, s.ordinals)
end

-- What to add of the record at a position; also its length and its key's hash.
local function takeRecord(records, pos)
  local length, hash, typeLength, keyLength, idLength, dataLength = unpackBytes(SHAPE, records, pos + 4)
  local typeAt = pos + HEADER + BEFORE_TYPE
  local dataAt = typeAt + typeLength + BEFORE_DATA
  local partEnd = dataAt + dataLength
  local entry = { 'XADD', '', '', 'event', sub(records, typeAt, typeAt + typeLength - 1), 'data',
    sub(records, dataAt, partEnd - 1) }
  local n = 7
  if keyLength ~= ABSENT then
    local from = partEnd + BEFORE_KEY
    entry[n + 1], entry[n + 2] = 'partition_key', sub(records, from, from + keyLength - 1)
    n, partEnd = n + 2, from + keyLength + 1
  end
  if idLength ~= ABSENT then
    local from = partEnd + BEFORE_ID
    entry[n + 1], entry[n + 2] = 'id', sub(records, from, from + idLength - 1)
    n, partEnd = n + 2, from + idLength + 1
  end
  if partEnd < pos + length - 1 then
    entry[n + 1], entry[n + 2] = 'headers', sub(records, partEnd + BEFORE_HEADERS, pos + length - 2)
  end
  return entry, length, hash
end

local function append(a, batch, which)
  if a.width > 1 then
    return appendBareOf(a)
  end
  local s, records, pos = a.s, a.records, 1
  local offset, partitions, suffix = s.head, s.partitions, format('-%.0f', s.timestamp)
  local withIds = a.ids and s.window > 0
  a.places = {}
  if withIds and a.repeats > 0 then
    tell(batch, 0, which, a.repeats)
  end
  for i = 1, a.count do
    local known = withIds and (a.stored[i] or a.same[i] and a.stored[a.same[i]])
    if known then
      tell(i - 1, known[1], known[2], known[3])
      a.places[i] = a.stamped and place(known[1], known[2], known[3])
      pos = pos + unpackBytes('<I4', records, pos + 4)
    else
      local entry, length, hash = takeRecord(records, pos)
      pos = pos + length
      local partition, id = 0, format('%.0f', offset) .. suffix
      if partitions > 1 then
        partition, s.turn = partitionOf(hash, partitions, s.turn)
      end
      s.index_at, s.index_bytes = index(s.base, id, offset, s.bytes, s.index_at, s.index_bytes)
      entry[2], entry[3] = s.base .. ':events:' .. partition, id
      if partitions > 1 then
        entry[#entry + 1] = 'ordinal'
        entry[#entry + 1] = ordinal(s, partition)
      end
      call(unpack(entry))
      if withIds and a.idOf[i] then
        remember(s, a.idOf[i], offset, partition)
        a.stored[i] = { offset, s.timestamp, partition }
      end
      a.places[i] = a.stamped and place(offset, s.timestamp, partition)
      s.bytes = s.bytes + length
      s.largest = math.max(s.largest, length)
      offset = offset + 1
    end
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

local function store(batch)
  local appends, groups = {}, {}
  local appendCount, groupCount, isStamped = number(), number(), text() == '1'
  for n = 1, appendCount do
    appends[n] = readAppend()
    appends[n].stamped = isStamped
  end
  for n = 1, groupCount do
    groups[n] = readGroup()
  end
  local stamp = isStamped and readStamp()
  local code, fault, detail, detail2
  if stamp then
    code, detail, detail2 = admit(stamp, appends)
    fault = 0
  end
  if not code then
    code, fault, detail = refusal(appends, groups)
    detail2 = 0
  end
  if code == -1 then
    tellRepeat(batch, detail)
  elseif code then
    tell(batch, code, fault, detail, detail2)
  else
    for n, a in ipairs(appends) do
      append(a, batch, n - 1)
    end
    for _, g in ipairs(groups) do
      change(g)
    end
    if stamp then
      keep(stamp, appends)
    end
  end
end

for batch = 0, number() - 1 do
  store(batch)
end

local moved = {}
for i, s in ipairs(streams) do
  local stored = s.stored
  if stored and s.head ~= stored.head then
    stand(s.key, format('%d', s.timestamp), s.head, s.bytes, s.index_at ~= stored.index_at and s.index_at,
      s.index_bytes, s.largest ~= stored.largest and s.largest, s.turn ~= stored.turn and s.turn, s.ordinals)
    if s.ids_since ~= stored.ids_since then
      call('HSET', s.key, 'ids_since', format('%d', s.ids_since))
    end
    moved[#moved + 1] = args[BEFORE_NAMES + i]
  end
end
tellOthers(moved)
return reply
