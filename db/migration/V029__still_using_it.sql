-- When the machines of a deployment were last used, as far as they say so themselves.
create table deployment_use (
    deployment_id uuid constraint deployment_use_pk primary key constraint use_is_of_a_deployment references deployment,
    asked_at timestamptz not null,
    -- nobody logged in to any of them since then; null when that cannot be known
    idle_since timestamptz,
    -- why it cannot be known
    unknown text,
    constraint use_is_known_or_says_why_not check ((idle_since is null) = (unknown is not null))
);

-- The question whether somebody still uses what others wait for.
create table still_using (
    booking_id uuid constraint still_using_pk primary key constraint still_using_is_of_a_booking references booking,
    asked_at timestamptz,
    idle_since timestamptz,
    -- when it is returned without an answer; null where nothing is ever returned by itself
    returns_at timestamptz,
    -- the owner's answer: not asked again before
    needed_until timestamptz,
    needed_by text,
    constraint still_using_is_asked_or_answered check ((asked_at is null) <> (needed_until is null)),
    constraint still_using_question_says_since_when check ((asked_at is null) = (idle_since is null))
);

-- A wish for a booking that is a team's too.
alter table waiting_wish
    add column team_id uuid constraint waiting_wish_is_for_a_team references team on delete set null;
