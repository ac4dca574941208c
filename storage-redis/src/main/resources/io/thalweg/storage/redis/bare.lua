-- Stores bare events, for one stream after the other: nothing is checked but that they exist.
--
-- ARGV  behind those of append.lua, of each stream: number of events, how many arguments each has, and these.
-- reply behind those of append.lua, of each stream that is missing: which, 1, 1, 0, 0. Streams count from 0.

local streams = {}
for i = 1, count do
  local s = look(keys[2 * i - 1])
  if s[1] and s[1] ~= run then
    return 'RUN'
  end
  streams[i] = s
end
takeTurn()

local function store(key, s, first, last, width)
  local partitions, timestamp, head, bytes, index_at, index_bytes, largest, next = tonumber(s[3]), s[5], tonumber(s[4]),
    tonumber(s[6]), tonumber(s[7]), tonumber(s[8]), tonumber(s[9]), tonumber(s[10])
  if tonumber(timestamp) < now then
    timestamp = nowText
  end
  tell(s[2], head, timestamp, partitions, next)
  local placed, ordinals, nextThen
  if partitions > 1 then
    ordinals = {}
    placed, nextThen = spread(key, ordinals, partitions, next, first, last, width)
  end
  local headThen, bytesThen, indexAtThen, indexBytesThen, largestThen = appendBare(sub(key, 1, -8), timestamp, head,
    bytes, index_at, index_bytes, largest, first, last, width, placed, ordinals)
  stand(key, timestamp, headThen, bytesThen, indexAtThen ~= index_at and indexAtThen, indexBytesThen,
    largestThen > largest and largestThen, nextThen ~= next and nextThen, ordinals)
end

local moved, missing = {}, {}
for i = 1, count do
  local s, events, width = streams[i], tonumber(args[at + 1]), tonumber(args[at + 2])
  local first = at + 3
  at = at + 2 + events * width
  if s[1] then
    store(keys[2 * i - 1], s, first, at, width)
    moved[#moved + 1] = args[BEFORE_NAMES + i]
  else
    tell(-1, 0, 0, 0, 0)
    missing[#missing + 1] = i - 1
  end
end
for i = 1, #missing do
  tell(missing[i], 1, 1, 0, 0)
end
tellOthers(moved)
return reply
