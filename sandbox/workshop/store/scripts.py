"""What Redis does in one step: the scripts of `RedisStore`, in Lua, and the names of its keys.

All keys begin with `PREFIX`, whose number goes up when what is kept under them changes its form.
``rooms`` is the set of the codes of all rooms; each of them has

- ``room:CODE``: its JSON, its version, and the question that can be answered now;
- ``people:CODE``: each person's JSON, by device; ``addresses:CODE``: how many came from each address;
- ``votes:CODE:QUESTION``: the answers, by device, each with a nickname (`vote_text`);
  ``questions:CODE``: the set of all questions that have some;
- ``present:CODE:PROCESS``: the set of the devices that are connected there;
  ``processes:CODE``: the set of these processes.

``closed:CODE`` says that a room was closed: a room that is missing without it has been lost.
"""

from typing import Final

from sandbox.workshop.model import Vote

PREFIX: Final = "audience-sandbox:2:"
CHANGES: Final = f"{PREFIX}news"
"""The channel on which ``CHANGE CODE`` is published."""
RESTORED: Final = "restored"
"""The change after which each process writes again what it knows of a room."""


def key(kind: str, code: str, *of: str) -> str:
    """The name of a key of a room."""
    return PREFIX + ":".join((kind, code, *of))


def vote_text(vote: Vote) -> str:
    """A vote as it is stored."""
    return f"{vote.answer} {vote.name}".rstrip()


def vote_of(text: str) -> Vote:
    """The vote that is stored as a text."""
    answer, _, name = text.partition(" ")
    return Vote(int(answer), name)


_COMMON: Final = f"""
local code, ttl = ARGV[1], ARGV[2]
local rooms = '{PREFIX}rooms'
local function key(kind, of) return '{PREFIX}' .. kind .. ':' .. code .. (of and ':' .. of or '') end
local function belongings()
  local keys = {{key('room'), key('people'), key('addresses'), key('questions')}}
  for _, question in ipairs(redis.call('SMEMBERS', key('questions'))) do keys[#keys + 1] = key('votes', question) end
  return keys
end
local function keep()
  for _, belonging in ipairs(belongings()) do redis.call('EXPIRE', belonging, ttl) end
  redis.call('SADD', rooms, code)
  redis.call('EXPIRE', rooms, ttl)
end
local function forget()
  redis.call('DEL', key('processes'), unpack(belongings()))
  redis.call('SREM', rooms, code)
end
local function is_open() return redis.call('EXISTS', key('room')) == 1 end
local function publish(change) redis.call('PUBLISH', '{CHANGES}', change .. ' ' .. code) end
"""

_PEOPLE: Final = """
local device, person, address, is_here = ARGV[3], ARGV[4], ARGV[5], ARGV[6] == '1'
local people_in_room, people_per_address = tonumber(ARGV[7]), tonumber(ARGV[8])
local earlier = redis.call('HGET', key('people'), device)
local function has_place()
  if earlier then return true end
  if redis.call('HLEN', key('people')) >= people_in_room then return false end
  return is_here or tonumber(redis.call('HGET', key('addresses'), address) or 0) < people_per_address
end
local function seat()
  redis.call('HSET', key('people'), device, person)
  if not earlier then redis.call('HINCRBY', key('addresses'), address, 1) end
end
"""

# Each begins to write with a command that a full Redis refuses: after that it would let the rest pass.
OPEN: Final = f"""{_COMMON}
local json, version, asked, limit = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
if is_open() then return 0 end
redis.call('SADD', rooms, code)
redis.call('DEL', key('closed'))
for _, other in ipairs(redis.call('SMEMBERS', rooms)) do
  local is_forgotten = redis.call('EXISTS', '{PREFIX}room:' .. other) == 0
  if is_forgotten and other ~= code then redis.call('SREM', rooms, other) end
end
if redis.call('SCARD', rooms) > limit then
  redis.call('SREM', rooms, code)
  return 0
end
forget()
redis.call('HSET', key('room'), 'json', json, 'version', version, 'asked', asked)
keep()
return 1
"""

COUNT: Final = f"""
local count = 0
for _, code in ipairs(redis.call('SMEMBERS', '{PREFIX}rooms')) do
  count = count + redis.call('EXISTS', '{PREFIX}room:' .. code)
end
return count
"""

WRITE: Final = f"""{_COMMON}
local json, version, asked, before = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if redis.call('HGET', key('room'), 'version') ~= before then return 0 end
redis.call('HSET', key('room'), 'json', json, 'version', version, 'asked', asked)
keep()
publish('room')
return 1
"""

CLOSE: Final = f"""{_COMMON}
local was_open = is_open()
forget()
if was_open then
  redis.call('SET', key('closed'), 1, 'EX', ttl)
  publish('room')
end
"""

RESTORE: Final = f"""{_COMMON}
local json, version, asked = ARGV[3], ARGV[4], ARGV[5]
local people, votes = cjson.decode(ARGV[6]), cjson.decode(ARGV[7])
if redis.call('EXISTS', key('closed')) == 1 then return 'closed' end
local known = redis.call('HGET', key('room'), 'version')
local is_older = not known or tonumber(known) < tonumber(version)
redis.call('SADD', rooms, code)
if is_older then redis.call('HSET', key('room'), 'json', json, 'version', version, 'asked', asked) end
for _, one in ipairs(people) do
  local device, person, address = unpack(one)
  local earlier = redis.call('HGET', key('people'), device)
  local named = cjson.decode(person).name ~= ''
  if not earlier or (named and (is_older or cjson.decode(earlier).name == '')) then
    redis.call('HSET', key('people'), device, person)
  end
  if not earlier then redis.call('HINCRBY', key('addresses'), address, 1) end
end
for _, one in ipairs(votes) do
  local question, answers = unpack(one)
  redis.call('SADD', key('questions'), question)
  local set = is_older and 'HSET' or 'HSETNX'
  for _, answer in ipairs(answers) do redis.call(set, key('votes', question), answer[1], answer[2]) end
end
keep()
if not is_older then return 'there' end
publish('room')
publish('{RESTORED}')
return 'restored'
"""

JOIN: Final = f"""{_COMMON}{_PEOPLE}
if not is_open() or not has_place() then return 0 end
local name = ARGV[9]
if not earlier or (name ~= '' and cjson.decode(earlier).name ~= name) then
  seat()
  keep()
  publish('people')
end
return 1
"""

VOTE: Final = f"""{_COMMON}{_PEOPLE}
local question, answer = ARGV[9], ARGV[10]
local name = cjson.decode(earlier or person).name
if question == '' or redis.call('HGET', key('room'), 'asked') ~= question then return 'closed' end
if not has_place() then return 'full' end
if not earlier then seat() end
redis.call('SADD', key('questions'), question)
redis.call('HSET', key('votes', question), device, name == '' and answer or answer .. ' ' .. name)
keep()
publish('votes')
return 'counted'
"""

PRESENT: Final = f"""{_COMMON}
local process = ARGV[3]
local here = key('present', process)
if not is_open() then return 0 end
redis.call('SADD', key('processes'), process)
redis.call('EXPIRE', key('processes'), ttl)
redis.call('DEL', here)
for first = 4, #ARGV, 1000 do redis.call('SADD', here, unpack(ARGV, first, math.min(first + 999, #ARGV))) end
redis.call('EXPIRE', here, ttl)
local all = {{here}}
for _, other in ipairs(redis.call('SMEMBERS', key('processes'))) do
  local there = key('present', other)
  if redis.call('EXISTS', there) == 1 then all[#all + 1] = there else redis.call('SREM', key('processes'), other) end
end
return #redis.call('SUNION', unpack(all))
"""
