-- Exact counts. KEYS: the stream's hash, its fence. ARGV: a partition and an offset, any number of times. Replies nil
-- if there is no stream, else the counts.
local s = loadStream(KEYS[1])
if not s then
  return false
end
local counts = {}
for i = 1, #ARGV, 2 do
  counts[#counts + 1] = (countFrom(s, tonumber(ARGV[i]), tonumber(ARGV[i + 1])))
end
return counts
