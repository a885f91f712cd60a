"""Settings of a running sandbox, and all of its limits."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8000
DEFAULT_PUBLIC_URL: Final = f"http://localhost:{DEFAULT_PORT}"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, document or process may cost. Sizes are in bytes, times in seconds."""

    token_bytes: int = 16 * 1024
    json_depth: int = 32
    form_bytes: int = 64 * 1024
    headers_in_request: int = 20
    header_chars: int = 1_000
    own_claims: int = 20
    own_claims_chars: int = 2_000
    form_fields: int = 100
    probe_seconds: int = 180
    author_form_bytes: int = 1024 * 1024
    body_shown_bytes: int = 64 * 1024
    yaml_bytes: int = 512 * 1024
    yaml_depth: int = 24
    yaml_nodes: int = 20_000
    reading_seconds: int = 5
    number_digits: int = 300
    files_in_pack: int = 2_000
    files_in_export: int = 100_000
    export_marker_bytes: int = 16 * 1024 * 1024
    diagnostics_shown: int = 50
    name_compared: int = 80
    names_compared: int = 100
    suggestions: int = 20
    name_chars: int = 64
    line_chars: int = 300
    text_chars: int = 20_000
    uri_chars: int = 500
    identifier_chars: int = 2_000
    scope_chars: int = 200
    subject_chars: int = 255
    steps_in_scenario: int = 50
    what_ifs_in_scenario: int = 100
    drafts_waiting: int = 50
    replays_at_once: int = 120
    replays_a_minute: int = 120
    visitors_counted: int = 10_000
    options_in_prediction: int = 8
    choices_in_act: int = 8
    audiences_typed: int = 20
    grid_side: int = 8
    former_ids: int = 10
    scenarios_in_playlist: int = 100
    minutes_of_entry: int = 240
    followers: int = 50
    workers: int = 64
    connections: int = 8_000
    connections_waiting: int = 3_000
    request_arrives: int = 20
    silent_peer: int = 45
    stop_unfinished: int = 1
    stop_answers: int = 10
    search_words: int = 8
    search_results: int = 40
    client_keys: int = 8
    nonce_characters: int = 1_000
    code_ttl: int = 60
    id_token_ttl: int = 36_000
    refresh_token_ttl: int = 30 * 24 * 3600
    session_ttl: int = 8 * 3600
    visit_ttl: int = 600
    visit_remembered: int = 3600
    assertion_ttl: int = 3600
    proof_ttl: int = 60
    clock_skew: int = 60
    targets_in_request: int = 10
    codes_kept: int = 10_000
    refresh_tokens_kept: int = 10_000
    opaque_tokens_kept: int = 10_000
    access_tokens_kept: int = 10_000
    sessions_kept: int = 10_000
    consents_kept: int = 10_000
    assertions_kept: int = 10_000
    proofs_kept: int = 10_000
    key_set_bytes: int = 1024 * 1024
    jwk_member_chars: int = 1024
    jwks_age: int = 300
    jwks_refetches: int = 5
    jwks_refetch_window: int = 10
    rooms: int = 20
    own_questions: int = 30
    room_ttl: int = 12 * 3600
    room_file_bytes: int = 64 * 1024 * 1024
    people_in_room: int = 3_000
    people_per_address: int = 600
    streams: int = 4_000
    streams_of_device: int = 3
    stream_beat: int = 15
    slow_reader: int = 30
    presence_ttl: int = 60
    away_counts_as_here: int = 600
    nickname_chars: int = 24
    wrong_codes: int = 30
    wrong_codes_window: int = 60


LIMITS: Final = Limits()


def resource_root() -> Path:
    """The folder that holds ``templates/``, ``static/`` and ``scenarios/``.

    In a wheel they are inside the package; in a checkout next to it.
    """
    package = Path(__file__).resolve().parent
    bundle = package / "_bundle"
    return bundle if bundle.is_dir() else package.parent


def shipped_pack() -> Path:
    """The directory of the scenarios that come with the sandbox."""
    return resource_root() / "scenarios"
