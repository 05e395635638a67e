-- What a lab does about pods that nobody seems to use while others wait. The latest row of a lab counts, those before are its history.
create table lab_use_rule (
    id bigint generated always as identity constraint lab_use_rule_pk primary key,
    lab_id uuid not null constraint use_rule_is_of_a_lab references lab on delete cascade,
    at timestamptz not null,
    who text not null,
    -- after how long without a login the owner is asked; null: as the portal's settings say, in everything
    idle_seconds bigint constraint use_rule_asks_after_a_while check (idle_seconds > 0),
    -- how long after the question a booking ends without an answer; null: never
    answer_seconds bigint constraint use_rule_leaves_time_to_answer check (answer_seconds > 0),
    note text not null constraint use_rule_note_is_short check (length(note) <= 300),
    constraint use_rule_is_the_labs_or_the_portals check (idle_seconds is not null or answer_seconds is null)
);
create index lab_use_rule_latest on lab_use_rule (lab_id, id desc);
