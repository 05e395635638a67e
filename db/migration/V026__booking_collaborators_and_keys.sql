-- Who may do what with a booking besides its owner.
create table booking_collaborator (
    booking_id uuid not null constraint collaborator_is_of_a_booking references booking,
    person_id uuid not null constraint collaborator_is_a_person references person,
    grade text not null constraint collaborator_grade_is_known check (grade in ('LOOK', 'USE', 'MANAGE')),
    added_by text not null,
    added_at timestamptz not null,
    constraint booking_collaborator_pk primary key (booking_id, person_id)
);
create index booking_collaborator_by_person on booking_collaborator (person_id);

create function refuse_owner_as_collaborator() returns trigger language plpgsql as
$$
begin
    if exists (select from booking b where b.id = new.booking_id and b.owner_id = new.person_id) then
        raise exception 'The owner of a booking needs no permission for it'
            using errcode = 'check_violation', constraint = 'owner_is_no_collaborator';
    end if;
    return new;
end
$$;
create trigger owner_is_no_collaborator before insert or update on booking_collaborator
    for each row execute function refuse_owner_as_collaborator();

-- Every key that the portal ever gave the machines of a deployment: what of them should no longer open it is taken out.
create table deployment_key (
    deployment_id uuid not null constraint key_is_of_a_deployment references deployment,
    line text not null,
    name text not null,
    type text not null,
    fingerprint text not null,
    -- whether it is in what the machines read at their first boot
    planned boolean not null,
    given_at timestamptz not null,
    constraint deployment_key_pk primary key (deployment_id, line)
);

-- Which keys each machine was seen to take: fingerprints, with a blank between; null when nobody knows.
alter table deployment_machine
    add column keys_in text,
    add column keys_at timestamptz,
    add column keys_due boolean not null default false,
    add column keys_problem text;
create index deployment_machine_with_keys_due on deployment_machine (deployment_id) where keys_due;
