-- Who someone is: people, their SSH keys and personal tokens, and how often someone lately tried to sign in.

create table person (
    id                   uuid primary key,
    user_name            text        not null,
    full_name            text        not null,
    email                text        not null,
    role                 text        not null,
    time_zone            text        not null,
    -- null: nobody signs in to this account with a password
    password_hash        text,
    must_change_password boolean     not null,
    -- counted up to end every session of this person
    session_generation   integer     not null,
    created_at           timestamptz not null,
    last_sign_in_at      timestamptz,
    disabled_at          timestamptz,
    version              integer     not null,
    constraint a_user_name_belongs_to_one_person unique (user_name),
    constraint a_user_name_is_short_and_plain check (user_name ~ '^[a-z][a-z0-9._-]{1,31}$'),
    constraint a_role_is_one_we_know check (role in ('USER', 'INSTRUCTOR', 'LAB_ADMIN', 'ADMIN'))
);

-- Two admins who demote each other at the same moment must not both succeed, on whichever portal they are.
create function there_is_always_an_admin() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtext('there_is_always_an_admin'));
    if not exists (select from person where role = 'ADMIN' and disabled_at is null) then
        raise exception 'there is always an admin who can sign in'
            using errcode = 'check_violation', constraint = 'there_is_always_an_admin';
    end if;
    return null;
end $$;

create constraint trigger there_is_always_an_admin
    after update on person
    for each row
    when (old.role = 'ADMIN' and old.disabled_at is null
          and (new.role <> 'ADMIN' or new.disabled_at is not null))
    execute function there_is_always_an_admin();

create table ssh_key (
    id          uuid primary key,
    person_id   uuid        not null references person (id),
    name        text        not null,
    type        text        not null,
    line        text        not null,
    fingerprint text        not null,
    added_at    timestamptz not null,
    constraint a_person_adds_a_key_once unique (person_id, fingerprint),
    constraint a_person_names_each_key_differently unique (person_id, name),
    constraint a_key_is_one_line_without_options check (line ~ '^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*$')
);

create table access_token (
    id           uuid primary key,
    person_id    uuid        not null references person (id),
    name         text        not null,
    sha256       bytea       not null,
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    constraint a_token_opens_one_account unique (sha256),
    constraint a_person_names_each_token_differently unique (person_id, name),
    constraint a_token_expires_after_it_was_made check (expires_at > created_at)
);

-- One row per attempt and thing that is counted: an account's name (whether it exists or not) or a network address.
create table sign_in_attempt (
    id      bigint generated always as identity primary key,
    subject text        not null,
    at      timestamptz not null
);
create index on sign_in_attempt (subject, at);
create index on sign_in_attempt (at);
