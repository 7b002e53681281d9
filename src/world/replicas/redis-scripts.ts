/*
 * What has to happen at once on the server. Of a tenant there are six keys:
 * `log` the stream of its batches, each with the id `<number>-<random>`; `head` the id of the last one;
 * `turn` which replica may append now; `wait` which replicas wait for that; `snap` what the tenant was
 * when its log was last folded, and `at` the id of the batch that it was then.
 */

/** Keys: log, head, turn, wait, snap, at. Arguments: replica, id known, milliseconds of a turn, 1 for the turn. */
export const BEGIN = `
local head = redis.call('GET', KEYS[2]) or '0-0'
if ARGV[4] == '1' then
  local holder = redis.call('GET', KEYS[3])
  if holder and holder ~= ARGV[1] then
    if not redis.call('LPOS', KEYS[4], ARGV[1]) then redis.call('RPUSH', KEYS[4], ARGV[1]) end
    redis.call('PEXPIRE', KEYS[4], 5000)
    return {'busy'}
  end
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[3])
  redis.call('LREM', KEYS[4], 0, ARGV[1])
end
local known = ARGV[2]
if head == known then return {'same', head} end
local at = redis.call('GET', KEYS[6]) or '0-0'
if known ~= '0-0' and (known == at or #redis.call('XRANGE', KEYS[1], known, known) == 1) then
  return {'more', head, redis.call('XRANGE', KEYS[1], '(' .. known, '+')}
end
local from = '-'
if at ~= '0-0' then from = '(' .. at end
return {'load', head, redis.call('LRANGE', KEYS[5], 0, -1), redis.call('XRANGE', KEYS[1], from, '+'), at}
`

/**
 * Appends a batch, unless the log ends elsewhere or the turn is another's, and gives the turn on. Doing it
 * twice does it once. Keys: as BEGIN. Arguments: replica, id known, id of the batch, batch (empty: none),
 * milliseconds of a turn, 1 to keep the turn while nobody waits, channel of changes, channel of turns, tenant,
 * 1 where the tenant is dropped.
 */
export const COMMIT = `
local head = redis.call('GET', KEYS[2]) or '0-0'
if ARGV[4] ~= '' and head ~= ARGV[3] then
  if head ~= ARGV[2] then
    if #redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3]) == 0 then return {'lost'} end
  else
    local holder = redis.call('GET', KEYS[3])
    if holder and holder ~= ARGV[1] then return {'lost'} end
    redis.call('XADD', KEYS[1], ARGV[3], 'b', ARGV[4])
    redis.call('SET', KEYS[2], ARGV[3])
    if ARGV[10] == '1' then
      redis.call('DEL', KEYS[5])
      redis.call('XTRIM', KEYS[1], 'MAXLEN', 1)
      redis.call('SET', KEYS[6], ARGV[3], 'EX', 3600)
      redis.call('EXPIRE', KEYS[1], 3600)
      redis.call('EXPIRE', KEYS[2], 3600)
    elseif redis.call('PERSIST', KEYS[1]) == 1 then
      redis.call('PERSIST', KEYS[6])
    end
    redis.call('PUBLISH', ARGV[7], ARGV[9])
  end
end
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return {'ok', '0'} end
local next = redis.call('LPOP', KEYS[4])
if next then
  redis.call('SET', KEYS[3], next, 'PX', ARGV[5])
  redis.call('PUBLISH', ARGV[8] .. next, ARGV[9])
elseif ARGV[6] == '1' then
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[5])
  return {'ok', '1'}
else
  redis.call('DEL', KEYS[3])
end
return {'ok', '0'}
`

/**
 * Puts a log snapshot in place and takes the batches before it away. Keys: log, head, snap, at, the log snapshot's
 * texts. Arguments: id of the batch that it was made after, number of texts.
 */
export const FOLD = `
local function number(id) return tonumber(string.match(id, '^%d+')) end
local at = redis.call('GET', KEYS[4])
if redis.call('LLEN', KEYS[5]) ~= tonumber(ARGV[2])
  or (at and number(at) >= number(ARGV[1]))
  or #redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1]) == 0 then
  redis.call('DEL', KEYS[5])
  return {'no'}
end
redis.call('RENAME', KEYS[5], KEYS[3])
redis.call('PERSIST', KEYS[3])
redis.call('SET', KEYS[4], ARGV[1])
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[1])
return {'ok'}
`

/** Puts a tenant behind those that are listed, unless it is listed. Keys: the list. Arguments: tenant. */
export const LIST = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return {'ok'} end
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('ZADD', KEYS[1], (tonumber(last[2]) or 0) + 1, ARGV[1])
return {'ok'}
`
