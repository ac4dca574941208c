-- The first offset at or after a time. KEYS: the stream's hash, its fence. ARGV: epoch milliseconds. Replies nil if
-- there is no stream.
local s = loadStream(KEYS[1])
if not s then
  return false
end
return offsetAtTime(s, tonumber(ARGV[1]))
