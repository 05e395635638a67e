-- What may be booked, by whom: one value per kind for everyone, a role, a team or a person, anywhere or in one lab.
create table limit_rule (
    id uuid constraint limit_rule_pk primary key,
    kind text not null constraint limit_kind_is_known check (kind in ('LONGEST', 'IN_ALL', 'EXTENSIONS', 'AHEAD', 'AT_ONCE',
        'VCPUS', 'MEMORY_GIB', 'DISK_GIB', 'PODS', 'APPROVAL')),
    role text constraint limit_role_is_known check (role in ('USER', 'INSTRUCTOR', 'LAB_ADMIN', 'ADMIN')),
    team_id uuid constraint limit_is_for_a_team references team on delete cascade,
    person_id uuid constraint limit_is_for_a_person references person on delete cascade,
    lab_id uuid constraint limit_is_in_a_lab references lab on delete cascade,
    -- a length in ISO 8601, a number or "unlimited", keys of Pods with a comma between or "all" or "none"
    value text not null,
    note text not null constraint limit_note_is_short check (length(note) <= 300),
    made_by text not null,
    made_at timestamptz not null,
    constraint limit_is_for_one_at_most check (num_nonnulls(role, team_id, person_id) <= 1),
    constraint limit_value_fits_its_kind check (
        case when kind in ('LONGEST', 'IN_ALL', 'AHEAD') then value ~ '^P[0-9DTHMS]+$'
             when kind in ('PODS', 'APPROVAL') then value ~ '^[a-z0-9][a-z0-9,._-]*$'
             else value ~ '^([0-9]{1,9}|unlimited)$' end),
    constraint limit_is_said_once unique nulls not distinct (kind, role, team_id, person_id, lab_id)
);

-- Who changed which limit from what to what; it outlives the rule.
create table limit_rule_change (
    id bigint generated always as identity constraint limit_rule_change_pk primary key,
    at timestamptz not null,
    who text not null,
    kind text not null,
    scope text not null,
    before text,
    after text,
    note text not null
);
