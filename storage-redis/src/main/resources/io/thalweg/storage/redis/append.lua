-- What every write begins with: bare.lua and write.lua are this and what they do themselves.
--
-- KEYS  of each stream: its hash, and a key that never exists. Redis refuses a call whose keys are not all there
--       while their slot moves to another node, so no call ever runs on half of a stream. Of a call that has a turn
--       also where its node's last number is.
-- ARGV  run id of this server, node, channel, how many of its listeners here are the node itself (-1: it has others
--       elsewhere), turn (0: none), the number that must be there before (0: any), names of the streams; then what the
--       script is to store.
-- reply of each stream: generation (-1: there is none), head, timestamp, partitions and turn before the call; then
--       what the script has to tell beside. Or the text RUN, and nothing was done: a stream was last written on
--       another server than this one. Or the text TURN, and nothing was done: nor was the call before it.

local CHUNK_EVENTS, CHUNK_BYTES, TURN_KEPT_MS, FIELDS_MAX = 256, 65536, 600000, 1000
local HEADER, BEFORE_TYPE, BEFORE_DATA, BEFORE_KEY = 44, 9, 9, 18
-- The length of a record beside its type and data, and what a key adds beside itself.
local BARE_FIXED, KEY_FIXED = HEADER + BEFORE_TYPE + BEFORE_DATA + 1, BEFORE_KEY + 1

local call, sub, format = redis.call, string.sub, string.format
local keys, args = KEYS, ARGV
local run, node, channel, own, turn, before = args[1], args[2], args[3], tonumber(args[4]), args[5], args[6]
local BEFORE_NAMES = 6
local count = math.floor(#keys / 2)
-- The last argument that was taken.
local at = BEFORE_NAMES + count

if before ~= '0' and call('GET', keys[#keys]) ~= before then
  return 'TURN'
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local nowText = format('%d', now)

local reply, told = {}, 0
local function tell(a, b, c, d, e)
  reply[told + 1], reply[told + 2], reply[told + 3], reply[told + 4], reply[told + 5] = a, b, c, d, e
  told = told + (e and 5 or 4)
end

-- Where a stream stands, or nothing but false if it does not exist; and what else is asked for.
local function look(key, ...)
  return call('HMGET', key, 'run', 'generation', 'partitions', 'head', 'timestamp', 'bytes', 'index_at', 'index_bytes',
    'largest', 'turn', ...)
end

-- Before anything is stored: whoever may not do this has not torn a write by it.
local function takeTurn()
  if turn ~= '0' then
    call('SET', keys[#keys], turn, 'PX', TURN_KEPT_MS)
  end
end

-- Reads how many events these partitions ever had.
local function loadOrdinals(key, ordinals, partitions)
  for from = 1, #partitions, FIELDS_MAX do
    local fields, to = {}, math.min(from + FIELDS_MAX - 1, #partitions)
    for i = from, to do
      fields[i - from + 1] = 'n:' .. partitions[i]
    end
    local found = call('HMGET', key, unpack(fields))
    for i = from, to do
      ordinals[partitions[i]] = tonumber(found[i - from + 1] or 0)
    end
  end
end

-- Which partition an event comes to, and the one for the next event without a key.
local function partitionOf(hash, partitions, next)
  if hash >= 0 then
    return hash % partitions, next
  end
  return next, (next + 1) % partitions
end

-- The partitions that bare events come to, in their order, and the one for the next event without a key.
local function spread(key, ordinals, partitions, next, first, last, width)
  local placed, missing, n = {}, {}, 0
  for a = first, last, width do
    local partition
    partition, next = partitionOf(width == 4 and tonumber(args[a + 3]) or -1, partitions, next)
    partition = format('%d', partition)
    if not ordinals[partition] then
      ordinals[partition], missing[#missing + 1] = 0, partition
    end
    n = n + 1
    placed[n] = partition
  end
  loadOrdinals(key, ordinals, missing)
  return placed, next
end

-- Notes every so often where the stream stands, so that times and sizes are found without reading events. Returns where
-- it did so last.
local function index(base, id, head, bytes, index_at, index_bytes)
  if head - index_at < CHUNK_EVENTS and bytes - index_bytes < CHUNK_BYTES and index_at >= 0 then
    return index_at, index_bytes
  end
  call('XADD', base .. ':index', id, 'bytes', format('%d', bytes))
  return head, bytes
end

-- Stores bare events, those that have nothing but a type, data and perhaps a key: arguments from first to last, of
-- each event 2: type and data, or 4: also key and its hash. Most events are so: this makes as little as possible of
-- each. Returns head, bytes, index_at, index_bytes and largest then. A stream of one partition has nothing placed.
local function appendBare(base, timestamp, head, bytes, index_at, index_bytes, largest, first, last, width, placed,
  ordinals)
  local suffix, events, n = '-' .. timestamp, base .. ':events:', 0
  local key, keyed = events .. '0', width == 4
  for a = first, last, width do
    local type, data, id = args[a], args[a + 1], format('%d', head) .. suffix
    index_at, index_bytes = index(base, id, head, bytes, index_at, index_bytes)
    local length = BARE_FIXED + #type + #data
    if keyed then
      length = length + KEY_FIXED + #args[a + 2]
    end
    if not placed then
      if keyed then
        call('XADD', key, id, 'event', type, 'data', data, 'partition_key', args[a + 2])
      else
        call('XADD', key, id, 'event', type, 'data', data)
      end
    else
      n = n + 1
      local partition = placed[n]
      local ordinal = ordinals[partition]
      ordinals[partition] = ordinal + 1
      if keyed then
        call('XADD', events .. partition, id, 'event', type, 'data', data, 'partition_key', args[a + 2], 'ordinal',
          ordinal)
      else
        call('XADD', events .. partition, id, 'event', type, 'data', data, 'ordinal', ordinal)
      end
    end
    if length > largest then
      largest = length
    end
    head, bytes = head + 1, bytes + length
  end
  return head, bytes, index_at, index_bytes, largest
end

-- Stores where a stream stands now; what seldom changes only if it is given.
local function stand(key, timestamp, head, bytes, index_at, index_bytes, largest, next, ordinals)
  call('HSET', key, 'head', format('%d', head), 'timestamp', timestamp, 'bytes', format('%d', bytes))
  if index_at then
    call('HSET', key, 'index_at', format('%d', index_at), 'index_bytes', format('%d', index_bytes))
  end
  if largest then
    call('HSET', key, 'largest', format('%d', largest))
  end
  if next then
    call('HSET', key, 'turn', format('%d', next))
  end
  if not ordinals then
    return
  end
  local fields, n = {}, 0
  for partition, ordinal in pairs(ordinals) do
    fields[n + 1], fields[n + 2] = 'n:' .. partition, format('%d', ordinal)
    n = n + 2
    if n == FIELDS_MAX then
      call('HSET', key, unpack(fields, 1, n))
      n = 0
    end
  end
  if n > 0 then
    call('HSET', key, unpack(fields, 1, n))
  end
end

-- Tells other nodes, if any would hear of it here, which streams have moved. Only a hint: it is no reason to fail what
-- is stored.
local function tellOthers(moved)
  if #moved == 0 then
    return
  end
  local listeners = own >= 0 and redis.pcall('PUBSUB', 'NUMSUB', channel)[2]
  if not listeners or listeners > own then
    redis.pcall('PUBLISH', channel, node .. '\n' .. table.concat(moved, '\n'))
  end
end

