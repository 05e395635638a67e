-- People who work together: a booking can be a team's as well as its owner's.
create table team (
    id uuid constraint team_pk primary key,
    name text not null constraint team_has_a_name check (length(trim(name)) between 1 and 60),
    made_by text not null,
    made_at timestamptz not null
);
create unique index team_name_is_taken_once on team (lower(name));

create table team_member (
    team_id uuid not null constraint member_is_of_a_team references team on delete cascade,
    person_id uuid not null constraint member_is_a_person references person,
    manager boolean not null,
    since timestamptz not null,
    constraint team_member_pk primary key (team_id, person_id)
);
create index team_member_by_person on team_member (person_id);

-- Two managers who both leave at the same moment must not both succeed.
create function team_always_has_a_manager() returns trigger language plpgsql as $$
begin
    perform 1 from team where id = old.team_id for update;
    if found and not exists (select from team_member m where m.team_id = old.team_id and m.manager) then
        raise exception 'a team always has a manager'
            using errcode = 'check_violation', constraint = 'team_always_has_a_manager';
    end if;
    return null;
end $$;
create constraint trigger team_always_has_a_manager
    after update or delete on team_member
    for each row when (old.manager) execute function team_always_has_a_manager();

alter table booking add column team_id uuid constraint booking_is_of_a_team references team on delete set null;
create index booking_by_team on booking (team_id) where team_id is not null;

create function team_with_bookings_stays() returns trigger language plpgsql as $$
begin
    if exists (select from booking b where b.team_id = old.id and b.state = 'CONFIRMED') then
        raise exception 'bookings that are not over are of the team %', old.name
            using errcode = 'check_violation', constraint = 'team_with_bookings_stays';
    end if;
    return old;
end $$;
create trigger team_with_bookings_stays before delete on team
    for each row execute function team_with_bookings_stays();

-- Who may do how much with which booking besides its owner: added by name, or in its team.
create view booking_grade as
    select booking_id, person_id, grade from booking_collaborator
    union all
    select b.id, m.person_id, case when m.manager then 'MANAGE' else 'USE' end
    from booking b join team_member m on m.team_id = b.team_id;
